package io.saleproof.client;

/** What rages while the clients of a chaos run play. */
interface Storm {

  /** Called once, when everything is in place for the first order. */
  void begin();

  /** Whether clients shall begin another order; any thread may ask. */
  boolean goesOn();

  /** Returns when nothing rages any more and the shop must have put everything right. */
  void settle();
}
