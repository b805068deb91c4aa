package io.saleproof.nodes;

/** The node's own Redis, or the list's, can't be reached or doesn't answer in time. */
final class StoreUnavailable extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StoreUnavailable(String what, Throwable cause) {
    super(what, cause);
  }
}
