package io.saleproof.peers.spring;

/** The condition names another version than there is. */
class StaleVersionException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  StaleVersionException(String sku) {
    super("Product " + sku + " is at another version", null, false, false);
  }
}
