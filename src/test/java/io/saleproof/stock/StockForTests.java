package io.saleproof.stock;

import io.saleproof.store.CausalReads;

/** Stock without an application around it. */
public final class StockForTests {

  private StockForTests() {}

  public static StockResource resource(Stock stock, CausalReads reads) {
    return new StockResource(stock, reads);
  }
}
