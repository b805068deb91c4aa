package io.saleproof.orders;

import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.trade.CustomerId;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The order that a client knows to be in a customer's list: a list without it is too old to be
 * shown.
 *
 * @param seq its number; 0 if the client names none
 */
record KnownOrder(long seq) {

  static final String PARAMETER = "last_known_order_id";

  /**
   * @throws io.saleproof.http.ProblemException 400 if it can't be an order of this customer
   */
  static KnownOrder of(@Nullable String id, CustomerId customer) {
    if (id == null) {
      return new KnownOrder(0);
    }
    return OrderId.parse(id)
        .filter(order -> order.customer().equals(customer))
        .map(order -> new KnownOrder(order.seq()))
        .orElseThrow(
            () ->
                Problem.invalid(
                        FieldError.parameter(
                            PARAMETER, "must be the id of an order of this customer"))
                    .asException());
  }

  /** Orders are numbered in the order in which they are stored, and none is ever removed. */
  boolean isIn(Optional<Order> newest) {
    return seq <= newest.map(order -> order.id().seq()).orElse(0L);
  }

  /** Said by the primary: there is no such order. */
  Problem missing() {
    return Problem.of(ProblemCode.NOT_FOUND, PARAMETER + ": the customer has no such order")
        .with("errors", List.of(FieldError.parameter(PARAMETER, "was not found")));
  }
}
