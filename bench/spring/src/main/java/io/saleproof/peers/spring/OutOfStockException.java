package io.saleproof.peers.spring;

/** There is less than was ordered. */
class OutOfStockException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  OutOfStockException(String sku) {
    super("Too little of " + sku, null, false, false);
  }
}
