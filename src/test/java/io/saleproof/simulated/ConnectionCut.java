package io.saleproof.simulated;

/** The connection is gone, so nobody gets the answer. */
final class ConnectionCut extends RuntimeException {
  private static final long serialVersionUID = 1L;

  ConnectionCut() {
    super("the connection is cut", null, false, false);
  }
}
