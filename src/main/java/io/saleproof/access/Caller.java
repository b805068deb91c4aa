package io.saleproof.access;

import io.saleproof.trade.CustomerId;

/** Who sent a request. */
public sealed interface Caller {

  /** The groups of a token, and the roles of the resources. */
  String SHOPPER = "shopper";

  String SERVICE = "service";
  String ADMIN = "admin";

  /** Nobody we know: the catalogue and a guest's own cart are open to them. */
  record Nobody() implements Caller {}

  /** A customer with an account: their own profile, carts and orders. */
  record Shopper(CustomerId id) implements Caller {}

  /** A storefront's or partner's server: any customer's, never the catalogue or the stock. */
  record Service(String subject) implements Caller {}

  /** May do everything; so may anyone in open mode, where {@code subject} is {@code open}. */
  record Admin(String subject) implements Caller {}

  /** Whether this caller may see and act for the customer; if not, they are told 404. */
  default boolean mayActFor(CustomerId customer) {
    return switch (this) {
      case Nobody nobody -> false;
      case Shopper(CustomerId id) -> id.equals(customer);
      case Service service -> true;
      case Admin admin -> true;
    };
  }

  /** What idempotency keys are scoped to: two callers' equal keys are two keys. */
  default String scope() {
    return switch (this) {
      case Nobody nobody -> "nobody";
      case Shopper(CustomerId id) -> "shopper/" + id.value();
      case Service(String subject) -> "service/" + subject;
      case Admin(String subject) -> "admin/" + subject;
    };
  }
}
