package io.saleproof.peers.spring;

/** A change that says not which version it is made to. */
class PreconditionRequiredException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PreconditionRequiredException() {
    super("If-Match or If-None-Match: * is required", null, false, false);
  }
}
