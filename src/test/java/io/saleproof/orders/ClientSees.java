package io.saleproof.orders;

/** What of an order reaches a client, for tests that compare answers. */
public final class ClientSees {

  private ClientSees() {}

  /** Everything that an answer is made of; not whose turn it is, nor what is due. */
  public static String of(Order order) {
    return OrderView.of(order) + " " + order.shortages() + " " + order.requestId();
  }
}
