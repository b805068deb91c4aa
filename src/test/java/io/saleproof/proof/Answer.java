package io.saleproof.proof;

import io.saleproof.orders.ClientSees;
import io.saleproof.orders.MoveOrderResult;
import io.saleproof.orders.PlaceOrderResult;
import io.saleproof.stock.MoveResult;

/** What a client was told. */
sealed interface Answer {

  /** An outcome. It must stay true, and the same request must be told the same for ever. */
  record Said(String outcome) implements Answer {}

  /** Nothing was changed, for a reason of that moment; asked again, it may be another. */
  record Refused(String reason) implements Answer {}

  /** Nothing that binds anyone: try again, or no answer at all. */
  record Unsaid(String why) implements Answer {}

  static Answer of(PlaceOrderResult result) {
    return switch (result) {
      case PlaceOrderResult.Placed placed -> new Said("placed " + ClientSees.of(placed.order()));
      case PlaceOrderResult.OutOfStock refused ->
          new Said("out of stock " + ClientSees.of(refused.order()));
      case PlaceOrderResult.Expired expired ->
          new Said("expired " + ClientSees.of(expired.order()));
      case PlaceOrderResult.OutcomeUnknown unknown -> new Unsaid(unknown.toString());
      case PlaceOrderResult.CartChanged changed ->
          new Said("cart changed " + ClientSees.of(changed.order()));
      case PlaceOrderResult.UnknownCart none -> new Refused(none.toString());
      case PlaceOrderResult.EmptyCart empty -> new Refused(empty.toString());
      case PlaceOrderResult.Stale stale -> new Refused(stale.toString());
      case PlaceOrderResult.KeyReused reused -> new Refused(reused.toString());
      case PlaceOrderResult.UnknownSkus unknown -> new Refused(unknown.toString());
      case PlaceOrderResult.MixedCurrencies mixed -> new Refused(mixed.toString());
      case PlaceOrderResult.InProgress running -> new Unsaid(running.toString());
      case PlaceOrderResult.Contended contended -> new Unsaid(contended.toString());
    };
  }

  static Answer of(MoveOrderResult result) {
    return switch (result) {
      case MoveOrderResult.Done done -> new Said("done " + ClientSees.of(done.order()));
      case MoveOrderResult.OutcomeUnknown unknown -> new Unsaid(unknown.toString());
      case MoveOrderResult.Missing missing -> new Refused(missing.toString());
      case MoveOrderResult.Illegal illegal -> new Refused(illegal.toString());
      case MoveOrderResult.KeyReused reused -> new Refused(reused.toString());
      case MoveOrderResult.Contended contended -> new Unsaid(contended.toString());
    };
  }

  static Answer of(MoveResult result) {
    return switch (result) {
      case MoveResult.Moved moved -> new Said("moved " + moved.level());
      case MoveResult.Repeated repeated -> new Said("moved " + repeated.level());
      case MoveResult.Stale stale -> new Refused(stale.toString());
      case MoveResult.IdTaken taken -> new Refused(taken.toString());
      case MoveResult.Insufficient insufficient -> new Refused(insufficient.toString());
      case MoveResult.Contended contended -> new Unsaid(contended.toString());
    };
  }
}
