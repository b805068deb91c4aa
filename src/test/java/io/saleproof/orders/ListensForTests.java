package io.saleproof.orders;

import io.saleproof.catalog.Catalog;
import io.saleproof.stock.AvailabilityListener;

/** What the orders tell the catalogue of the stock, for tests without Quarkus. */
public final class ListensForTests {

  private ListensForTests() {}

  public static AvailabilityListener to(Catalog catalog) {
    return new ShowsAvailability(catalog);
  }
}
