package io.saleproof.proof;

import io.saleproof.http.Preconditions;
import io.saleproof.orders.MoveOrder;
import io.saleproof.orders.OrderAction;
import io.saleproof.orders.OrderId;
import io.saleproof.orders.PlaceOrder;
import io.saleproof.orders.PlaceOrderResult;
import io.saleproof.stock.Movement;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One client of the {@link LongRun}: what it asks depends on its seed alone. */
final class LongRunClient {

  private static final int CUSTOMERS = 200;
  private static final int MOST_LINES = 3;
  private static final int MOST_UNITS = 3;

  private final SplittableRandom random;
  private final Memory memory;
  private final long number;
  private long requests;

  LongRunClient(long seed, Memory memory) {
    this.random = new SplittableRandom(seed);
    this.number = seed;
    this.memory = memory;
  }

  SplittableRandom random() {
    return random;
  }

  /** One operation, whichever comes to its mind. */
  Answer operate(Instance at) {
    int percent = random.nextInt(100);
    if (percent < 42) {
      return place(at);
    }
    if (percent < 54) {
      return orNothing(memory.sendAgain(random, at));
    }
    if (percent < 90) {
      return moveOrder(at, actionOf(percent));
    }
    if (percent < 96) {
      return moveStock(at);
    }
    return Asking.sweep(at);
  }

  private static OrderAction actionOf(int percent) {
    if (percent < 66) {
      return OrderAction.PAY;
    }
    if (percent < 73) {
      return OrderAction.CANCEL;
    }
    if (percent < 80) {
      return OrderAction.SHIP;
    }
    return percent < 86 ? OrderAction.DELIVER : OrderAction.RETURN;
  }

  private Answer place(Instance at) {
    String key = "k-" + number + "-" + requests++;
    Map<Sku, Long> units = new LinkedHashMap<>();
    int lines = 1 + random.nextInt(MOST_LINES);
    for (int i = 0; i < lines; i++) {
      units.put(aSku(), 1L + random.nextInt(MOST_UNITS));
    }
    PlaceOrder order =
        new PlaceOrder(
            new CustomerId("c" + random.nextInt(CUSTOMERS)),
            units.entrySet().stream()
                .map(line -> new PlaceOrder.Line(line.getKey(), line.getValue()))
                .toList(),
            key,
            key,
            expected(),
            "request",
            null,
            null);
    return memory.send(key, instance -> place(instance, order), at);
  }

  private Preconditions.@Nullable Expected expected() {
    return random.nextInt(10) == 0
        ? new Preconditions.Expected.OneOf(Set.of((long) random.nextInt(CUSTOMERS)))
        : null;
  }

  private Answer place(Instance instance, PlaceOrder order) {
    PlaceOrderResult result = instance.orders().place(order);
    if (result instanceof PlaceOrderResult.Placed placed) {
      memory.ordered(placed.order().id());
    }
    return Answer.of(result);
  }

  /** The same action on the same order has the same key, whoever asks. */
  private Answer moveOrder(Instance at, OrderAction action) {
    OrderId id = memory.anOrder(random);
    if (id == null) {
      return new Answer.Refused("no order yet");
    }
    String key = "m-" + id + "-" + action;
    Boolean restock = action == OrderAction.RETURN ? id.seq() % 2 == 0 : null;
    MoveOrder move = new MoveOrder(id, action, restock, key, key, "client");
    return memory.send(key, instance -> Answer.of(instance.orders().move(move)), at);
  }

  private Answer moveStock(Instance at) {
    String id = "v-" + number + "-" + requests++;
    Sku sku = aSku();
    Movement.Type type =
        switch (random.nextInt(6)) {
          case 0 -> Movement.Type.WRITE_OFF;
          case 1 -> Movement.Type.COUNT;
          default -> Movement.Type.RECEIVE;
        };
    long units = type == Movement.Type.COUNT ? 50 + random.nextInt(500) : 1 + random.nextInt(20);
    Function<Instance, Answer> request =
        instance -> Asking.move(instance, sku.value(), id, type, units);
    return memory.send(id, request, at);
  }

  private Sku aSku() {
    return LongRun.sku(
        random.nextInt(3) == 0 ? random.nextInt(LongRun.HOT) : random.nextInt(LongRun.SKUS));
  }

  private static Answer orNothing(@Nullable Answer answer) {
    return answer == null ? new Answer.Refused("nothing was asked yet") : answer;
  }
}
