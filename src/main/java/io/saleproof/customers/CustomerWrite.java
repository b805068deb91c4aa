package io.saleproof.customers;

/** What became of a write to a customer. */
sealed interface CustomerWrite {

  /** It is done. */
  record Saved(Customer customer, boolean created) implements CustomerWrite {}

  /** Someone else changed the customer in between; nothing was written. */
  record Stale(Customer current) implements CustomerWrite {}

  /** It should have been made but was there already; nothing was written. */
  record AlreadyThere(Customer current) implements CustomerWrite {}

  /** It should have been changed but is not there. */
  record Missing() implements CustomerWrite {}
}
