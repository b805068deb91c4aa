package io.saleproof.peers.spring;

/** What was asked for isn't there. */
class NotFoundException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotFoundException(String what) {
    super(what + " does not exist", null, false, false);
  }
}
