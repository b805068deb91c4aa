package io.saleproof.store;

import static org.awaitility.Awaitility.await;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.connection.ServerDescription;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.session.ClientClass;
import io.saleproof.session.RequestSession;
import io.saleproof.simulated.SeenCommand;
import io.saleproof.simulated.SimulatedCluster;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** An instance's store and reads on a simulated cluster of three members that a test commands. */
final class CausalShop implements AutoCloseable {

  static final Schema SOME = Schema.CUSTOMERS;

  /** Of one operation, if a test says nothing else. */
  static final Duration MAX_TIME = Duration.ofSeconds(2);

  /** Soon enough for tests in which no server can be chosen. */
  private static final String IMPATIENT = "&serverSelectionTimeoutMS=1000";

  final SimulatedCluster cluster;
  final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MongoClient client;
  private final Store store;
  private final CausalReads reads;

  private CausalShop(SimulatedCluster cluster, String url, ReadsConfig config, Duration maxTime) {
    this.cluster = cluster;
    client = MongoClients.create(url + IMPATIENT);
    store = new Store(client, new Bounds(maxTime));
    reads = new CausalReads(store, config, meters);
    // So that the driver knows all members.
    insert("first of all");
    cluster.forgetCommandsSeen();
  }

  static CausalShop onReplicaSet() {
    return onReplicaSet(3, new Settings(), MAX_TIME);
  }

  static CausalShop onReplicaSet(int members, ReadsConfig config, Duration maxTime) {
    SimulatedCluster cluster = SimulatedCluster.start(members, 0);
    CausalShop shop = new CausalShop(cluster, cluster.replicaSetUrl(), config, maxTime);
    shop.awaitSecondaries(members - 1);
    return shop;
  }

  static CausalShop onRouters() {
    SimulatedCluster cluster = SimulatedCluster.start(3, 2);
    return new CausalShop(cluster, cluster.url(), new Settings(), MAX_TIME);
  }

  Store store() {
    return store;
  }

  CausalReads reads() {
    return reads;
  }

  MongoCollection<Document> some() {
    return store().exact(SOME);
  }

  @Nullable Document find(String id) {
    return some().find(new Document("_id", id)).first();
  }

  void insert(String id) {
    some().insertOne(new Document("_id", id).append("version", 1));
  }

  void setVersion(String id, int version) {
    some()
        .updateOne(new Document("_id", id), new Document("$set", new Document("version", version)));
  }

  /** The version that a displayed read of the request shows; 0: there is none. */
  int shown(RequestSession request, String id) throws Exception {
    return within(
        request,
        () ->
            reads
                .find(() -> Optional.ofNullable(find(id)))
                .map(found -> found.getInteger("version"))
                .orElse(0));
  }

  static <T extends @Nullable Object> T within(RequestSession request, Callable<T> work)
      throws Exception {
    return RequestSession.within(request, work);
  }

  static void in(RequestSession request, Runnable work) throws Exception {
    RequestSession.within(
        request,
        () -> {
          work.run();
          return true;
        });
  }

  /** Those of a name that a member has got, the oldest first. */
  List<SeenCommand> seen(String command) {
    return cluster.commandsSeen().stream()
        .filter(seen -> seen.name().equals(command) && seen.collection().equals(SOME.collection()))
        .filter(seen -> seen.server().startsWith("member"))
        .toList();
  }

  SeenCommand last(String command) {
    return seen(command).getLast();
  }

  String primary() {
    return "member " + cluster.primary().orElseThrow();
  }

  /**
   * Something is written that one of the two secondaries does not get, and the other one, which has
   * it, is gone: whoever asks a secondary asks that one.
   */
  void leavesBehind(Runnable written) {
    leavesBehind(written, () -> cluster.freeze(stale()));
  }

  /** The same, but that it gets it so much later. */
  void leavesBehind(Duration lag, Runnable written) {
    leavesBehind(written, () -> cluster.lag(stale(), lag));
  }

  private void leavesBehind(Runnable written, Runnable holdBack) {
    holdBack.run();
    written.run();
    cluster.kill(upToDate());
    awaitSecondaries(1);
    cluster.forgetCommandsSeen();
  }

  int stale() {
    return (cluster.primary().orElseThrow() + 1) % 3;
  }

  private int upToDate() {
    return (cluster.primary().orElseThrow() + 2) % 3;
  }

  private void awaitSecondaries(int expected) {
    await()
        .until(
            () ->
                client.getClusterDescription().getServerDescriptions().stream()
                    .filter(ServerDescription::isSecondary)
                    .count(),
            count -> count == expected);
  }

  double served(Served by, ClientClass of) {
    return Objects.requireNonNull(
            meters
                .find("saleproof.consistency.reads")
                .tag("served", by.label())
                .tag("class", of.label())
                .counter())
        .count();
  }

  @Override
  public void close() {
    client.close();
    cluster.close();
  }

  private record Bounds(Duration maxTime) implements StoreConfig {
    @Override
    public String database() {
      return "shop";
    }

    @Override
    public Duration majorityTimeout() {
      return Duration.ofSeconds(5);
    }

    @Override
    public Duration startWait() {
      return Duration.ZERO;
    }
  }

  /** The defaults, but for what a test sets. */
  record Settings(boolean replicas, Members members, Duration shopperWait, Duration serviceWait)
      implements ReadsConfig {

    Settings() {
      this(true, Members.SECONDARIES, Duration.ofMillis(100), Duration.ofMillis(500));
    }

    @Override
    public Duration oldestWithoutPrimary() {
      return Duration.ofMinutes(10);
    }
  }
}
