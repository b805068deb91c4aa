package io.saleproof.customers;

import io.saleproof.access.Callers;
import io.saleproof.store.CausalReads;
import io.saleproof.store.Store;
import java.time.Clock;

/** Customers without an application around them. */
public final class CustomersForTests {

  private CustomersForTests() {}

  /** All but patches, whose bodies it can't read. */
  public static CustomersResource resource(
      Store store, Clock clock, Callers callers, CausalReads reads) {
    return new CustomersResource(new Customers(store, clock), callers, null, reads);
  }
}
