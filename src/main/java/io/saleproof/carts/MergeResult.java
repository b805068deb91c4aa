package io.saleproof.carts;

/** What became of a merge. */
sealed interface MergeResult {

  /** The lines are in the cart; {@code replayed}: an earlier request had moved them. */
  record Merged(Cart cart, boolean replayed) implements MergeResult {}

  /** There is no such cart to merge into, or not for this caller. */
  record Missing() implements MergeResult {}

  /** There is no such cart to merge from, or not for this caller. */
  record SourceMissing() implements MergeResult {}

  /** The cart to merge from went into another cart. */
  record SourceTaken() implements MergeResult {}

  /** The cart to merge from is another customer's than the one to merge into. */
  record OtherCustomer() implements MergeResult {}

  /** An order has taken the lines of the cart to merge from and has not ended yet. */
  record InCheckout() implements MergeResult {}

  /** Together they have more products than a cart may have; nothing was changed. */
  record TooManyLines(int lines) implements MergeResult {}

  /** Their products are not priced in one currency; nothing was changed. */
  record OtherCurrency(String own, String other) implements MergeResult {}

  /** Others changed the carts at every try within the bound. */
  record Contended() implements MergeResult {}
}
