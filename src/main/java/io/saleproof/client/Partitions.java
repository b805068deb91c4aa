package io.saleproof.client;

import java.util.ArrayList;
import java.util.List;

/** Deals invoices out to clients. */
final class Partitions {

  private Partitions() {}

  /**
   * One list a client: all invoices of a customer in one list, in the order in which they came. A
   * guest's invoice has no order to keep and goes by its number.
   */
  static List<List<Invoice>> of(List<Invoice> invoices, int clients) {
    List<List<Invoice>> partitions = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      partitions.add(new ArrayList<>());
    }
    for (Invoice invoice : invoices) {
      String owner =
          invoice.customer() == null
              ? "guest of " + invoice.number()
              : invoice.customer().toString();
      partitions.get(Math.floorMod(owner.hashCode(), clients)).add(invoice);
    }
    return partitions;
  }
}
