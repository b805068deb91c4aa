package io.saleproof.orders;

import java.util.List;

/** What became of an {@link OrderAction} on an order. */
public sealed interface MoveOrderResult {

  /** It is done; {@code replayed}: an earlier request with this key did it. */
  record Done(Order order, boolean replayed) implements MoveOrderResult {}

  /** There is no such order. */
  record Missing() implements MoveOrderResult {}

  /** The order's state does not allow it; these it allows. */
  record Illegal(OrderStatus status, List<String> legal) implements MoveOrderResult {
    public Illegal {
      legal = List.copyOf(legal);
    }
  }

  /** The key belongs to another request on this order; nothing was changed. */
  record KeyReused() implements MoveOrderResult {}

  /** The database failed, so it is not known whether the change was made; its key tells. */
  record OutcomeUnknown() implements MoveOrderResult {}

  /** Others changed the order at every try within the bound; nothing was changed. */
  record Contended() implements MoveOrderResult {}
}
