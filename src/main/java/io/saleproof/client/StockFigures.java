package io.saleproof.client;

/** What a shop says of one SKU's stock; nothing is presumed of it, so that it can be checked. */
record StockFigures(long onHand, long reserved, long available) {

  /** The stock of a SKU that has no record yet. */
  static final StockFigures NONE = new StockFigures(0, 0, 0);
}
