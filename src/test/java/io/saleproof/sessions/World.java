package io.saleproof.sessions;

import static org.awaitility.Awaitility.await;

import io.saleproof.catalog.CatalogForTests;
import io.saleproof.session.KeyRing;
import io.saleproof.session.TokenTimes;
import io.saleproof.simulated.SimulatedCluster;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.bson.Document;

/** A simulated cluster, and instances of the shop on it that share nothing else. */
final class World implements AutoCloseable {

  static final int MEMBERS = 3;
  static final int INSTANCES = 3;

  private static final long CLUSTER = 42;
  private static final long UNITS = 1_000_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final String SOON = "&serverSelectionTimeoutMS=5000";

  private final SimulatedCluster cluster = SimulatedCluster.start(MEMBERS, INSTANCES);
  private final Vertx vertx = Vertx.vertx();
  private final String older = KeyRing.made().replace("made:", "older:");
  private final String newer = KeyRing.made().replace("made:", "newer:");
  private final List<ShopInstance> instances;

  World() {
    instances =
        IntStream.range(0, INSTANCES)
            .mapToObj(it -> new ShopInstance(vertx, cluster.routerUrl(it) + SOON, CLUSTER, older))
            .toList();
    open(instances.getFirst());
  }

  private static void open(ShopInstance shop) {
    Store store = shop.store();
    for (Schema schema : Schema.values()) {
      if (!schema.indexes().isEmpty()) {
        store.exact(schema).createIndexes(schema.indexes());
      }
    }
    for (int i = 0; i < Purchases.SKUS; i++) {
      Sku sku = new Sku(Purchases.thing(i));
      CatalogForTests.put(store, sku, new Money(100, "GBP"));
      shop.stock().open(java.util.Map.of(sku, UNITS));
    }
  }

  SimulatedCluster cluster() {
    return cluster;
  }

  List<ShopInstance> instances() {
    return instances;
  }

  /** What the keys of tokens are, restart by restart, so that no client notices. */
  List<String> keysInTurn() {
    return List.of(older + "," + newer, newer + "," + older, newer);
  }

  TokenTimes tokens() {
    return new TokenTimes(CLUSTER, older + "," + newer);
  }

  long served(String by) {
    return instances.stream().mapToLong(instance -> instance.served(by)).sum();
  }

  /** The cluster is well, and all its members have caught up. */
  void heal() {
    for (int member = 0; member < MEMBERS; member++) {
      cluster.lag(member, Duration.ZERO);
      cluster.thaw(member);
    }
    cluster.elect();
    await()
        .atMost(PATIENCE)
        .until(() -> LongStream.range(0, MEMBERS).map(this::applied).distinct().count() == 1);
  }

  private long applied(long member) {
    return cluster.appliedTime((int) member).getValue();
  }

  /** What the primary has in the end. */
  Iterable<Document> all(Schema schema) {
    return instances
        .getFirst()
        .store()
        .exact(schema)
        .find()
        .maxTime(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    instances.forEach(ShopInstance::close);
    cluster.close();
    vertx.close().toCompletionStage().toCompletableFuture().join();
  }
}
