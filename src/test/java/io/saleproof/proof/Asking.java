package io.saleproof.proof;

import io.saleproof.orders.MoveOrder;
import io.saleproof.orders.OrderAction;
import io.saleproof.orders.OrderId;
import io.saleproof.orders.PlaceOrder;
import io.saleproof.stock.Movement;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** What clients ask of an instance, in few words. */
final class Asking {

  static final CustomerId CUSTOMER = new CustomerId("customer");

  private Asking() {}

  /** So many units of a SKU. */
  static PlaceOrder.Line line(String sku, long quantity) {
    return new PlaceOrder.Line(new Sku(sku), quantity);
  }

  /** An order of the customer's, under a key. */
  static Answer place(Instance instance, String key, PlaceOrder.Line... lines) {
    return Answer.of(
        instance
            .orders()
            .place(
                new PlaceOrder(
                    CUSTOMER,
                    List.of(lines),
                    key,
                    Arrays.toString(lines),
                    null,
                    "request",
                    null,
                    null)));
  }

  /** An order of what is in a cart. */
  static Answer placeCart(Instance instance, String key, String cart) {
    return Answer.of(
        instance
            .orders()
            .place(new PlaceOrder(CUSTOMER, List.of(), key, cart, null, "request", cart, null)));
  }

  /** A move of the customer's n-th order; its key is the action's name. */
  static Answer move(Instance instance, long seq, OrderAction action) {
    return move(instance, seq, action, false);
  }

  /** The same; {@code restock}: what is returned goes back to the shelf. */
  static Answer move(Instance instance, long seq, OrderAction action, boolean restock) {
    return Answer.of(
        instance
            .orders()
            .move(
                new MoveOrder(
                    new OrderId(CUSTOMER, seq),
                    action,
                    action == OrderAction.RETURN ? restock : null,
                    "key-" + seq + action,
                    "hash",
                    "client")));
  }

  static Answer receive(Instance instance, String sku, String id, long units) {
    return move(instance, sku, id, Movement.Type.RECEIVE, units);
  }

  static Answer move(Instance instance, String sku, String id, Movement.Type type, long units) {
    return Answer.of(
        instance.stock().move(new Sku(sku), new Movement(id, type, units, null, null)));
  }

  /** One request after the other, as long as each is done; the answer is that of the last one. */
  @SafeVarargs
  static Answer inTurn(Instance instance, Function<Instance, Answer>... requests) {
    Answer answer = new Answer.Unsaid("nothing was asked");
    for (Function<Instance, Answer> request : requests) {
      answer = request.apply(instance);
      if (!(answer instanceof Answer.Said)) {
        return answer instanceof Answer.Refused ? new Answer.Unsaid(answer.toString()) : answer;
      }
    }
    return answer;
  }

  /** Gives SKUs their first stock; there is no answer but that it is done. */
  static Answer open(Instance instance, String... skus) {
    Map<Sku, Long> quantities = new TreeMap<>();
    for (String sku : skus) {
      quantities.put(new Sku(sku), (long) Flows.UNITS);
    }
    instance.stock().open(quantities);
    return new Answer.Said("opened");
  }

  /** Compares all stock with its ledger and its orders, and repairs it. */
  static Answer reconcile(Instance instance) {
    long drift = instance.reconciler().reconcile("", true).drift();
    return drift == 0 ? new Answer.Said("no drift") : new Answer.Unsaid("drift " + drift);
  }

  static Answer split(Instance instance, String sku, int buckets) {
    boolean known = instance.stock().chooseBuckets(new Sku(sku), buckets);
    return new Answer.Unsaid("split " + known);
  }

  static Answer sweep(Instance instance) {
    instance.sweep();
    return new Answer.Unsaid("swept");
  }
}
