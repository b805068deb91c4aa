package io.saleproof.proof;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import io.saleproof.orders.OrderId;
import io.saleproof.orders.OrderStatus;
import io.saleproof.orders.OrdersToCount;
import io.saleproof.proof.DatabaseCalls.Call;
import io.saleproof.proof.DatabaseCalls.Faults;
import io.saleproof.recommendations.ModelForTests;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Lets the keeper of what is bought together die, lose answers and fall asleep at every call of the
 * database, found by running it once. The next keeper must end with the counts that the orders
 * have, and readers must never be without a model.
 */
class CountingCrashTest {

  private static final long FEW_PAIRS = 4;
  private static final Set<Way> WAYS =
      Set.of(Way.DIE_BEFORE, Way.DIE_AFTER, Way.LOSE_ANSWER, Way.LOSE_REQUEST, Way.PAUSE);

  private final StoreForTests database = new StoreForTests();
  private final OrdersToCount orders = new OrdersToCount(database.store());
  private final List<List<Sku>> baskets = new ArrayList<>();
  private OrderId changing = new OrderId(new CustomerId("none"), 1);
  private final Set<String> struck = new LinkedHashSet<>();

  /** A model of some orders, and then all that can happen to orders. */
  @BeforeEach
  void prepare() {
    OrderId cancelled = orders.place("ann", skus("A B C"));
    OrderId returned = orders.bring("bob", skus("A D"));
    orders.place("cid", skus("B C"));
    orders.place("dot", skus("A B"));
    instance(database.store()).keep();
    orders.move(cancelled, OrderStatus.CANCELLED);
    orders.move(returned, OrderStatus.RETURNED);
    changing = orders.place("eve", skus("A B E"));
    orders.bring("fay", skus("C E"));
    orders.make("gil", skus("A C"));
    for (String counting : List.of("B C", "A B", "A B E", "C E")) {
      baskets.add(skus(counting));
    }
  }

  @AfterEach
  void close() {
    database.close();
  }

  @Test
  void countsEachOrderOnceHoweverACountingEnds() {
    strikeEverywhere(ModelForTests::keep, true);

    assertThat(struck)
        .anyMatch(site -> site.startsWith("ModelStates."))
        .anyMatch(site -> site.startsWith("ModelCounts.write"))
        .anyMatch(site -> site.startsWith("MongoCountableOrders.note"));
  }

  @Test
  void endsWithTheRightCountsHoweverACountFromScratchEnds() {
    strikeEverywhere(ModelForTests::rebuild, true);

    assertThat(struck)
        .anyMatch(site -> site.startsWith("ModelCounts.insert"))
        .anyMatch(site -> site.startsWith("ModelCounts.deleteBefore"))
        .anyMatch(site -> site.startsWith("MongoCountableOrders.note"));
  }

  @Test
  void comesToItsFirstCountsHoweverThatEnds() {
    database.store().exact(Schema.COMPANIONS).deleteMany(new Document());

    strikeEverywhere(ModelForTests::keep, false);
  }

  private void strikeEverywhere(Consumer<ModelForTests> work, boolean modelThere) {
    Map<Schema, List<Document>> start = save();
    for (Call call : run(work, Faults.NONE, () -> {})) {
      for (Way way : WAYS) {
        restore(start);
        List<Sku> late = skus("D E");
        boolean[] slept = new boolean[1];
        run(
            work,
            Faults.at(Map.of(call.number(), way)),
            () -> {
              // Others take over, and go on with more, before the sleeper wakes up.
              instance(database.store()).keep();
              orders.place("late", late);
              orders.move(changing, OrderStatus.CANCELLED);
              instance(database.store()).keep();
              slept[0] = true;
            });
        struck.add(call.site().toString());
        String run = way + " at " + call;
        ModelForTests next = instance(database.store());
        if (modelThere) {
          assertThat(next.generation()).as(run).isPositive();
          assertThat(next.counted()).as(run).contains("B ");
        }
        next.keep();
        List<List<Sku>> expected = new ArrayList<>(baskets);
        if (slept[0]) {
          expected.add(late);
          expected.remove(skus("A B E"));
        }
        assertThat(next.isAtRest()).as(run).isTrue();
        assertThat(next.counted()).as(run).isEqualTo(next.expected(expected));
        // And what was stored can be gone on from, both ways.
        next.rebuild();
        assertThat(next.counted()).as(run).isEqualTo(next.expected(expected));
      }
    }
  }

  /** The calls that the work makes, with what happens to it. */
  private List<Call> run(Consumer<ModelForTests> work, Faults faults, Runnable sleep) {
    DatabaseCalls calls = new DatabaseCalls();
    Store store = database.over(client -> CrashingClient.over(client, calls));
    ModelForTests instance = instance(store);
    calls.sleepBy(sleep);
    calls.watch(faults);
    try {
      work.accept(instance);
    } catch (Death | MongoException cutShort) {
      return calls.made();
    }
    return calls.made();
  }

  private static ModelForTests instance(Store store) {
    return new ModelForTests(
        store, new OrdersToCount(store).countable(), Clock.systemUTC(), FEW_PAIRS);
  }

  private Map<Schema, List<Document>> save() {
    Map<Schema, List<Document>> all = new EnumMap<>(Schema.class);
    for (Schema schema : List.of(Schema.ORDERS, Schema.COMPANIONS)) {
      all.put(schema, database.store().exact(schema).find().into(new ArrayList<>()));
    }
    return all;
  }

  private void restore(Map<Schema, List<Document>> saved) {
    saved.forEach(
        (schema, documents) -> {
          database.store().exact(schema).deleteMany(new Document());
          if (!documents.isEmpty()) {
            database.store().exact(schema).insertMany(documents);
          }
        });
  }

  private static List<Sku> skus(String codes) {
    return Arrays.stream(codes.split(" ")).map(Sku::new).toList();
  }
}
