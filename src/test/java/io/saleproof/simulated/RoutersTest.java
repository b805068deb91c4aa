package io.saleproof.simulated;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static io.saleproof.simulated.Clients.ids;
import static io.saleproof.simulated.Clients.thing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ClusterType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What routers add: they choose the member, and look for another if one fails. */
class RoutersTest {

  private final SimulatedCluster cluster = SimulatedCluster.start(3, 2);
  private final Clients clients = new Clients(cluster, cluster.url());

  @AfterEach
  void close() {
    clients.close();
    cluster.close();
  }

  @Test
  void driverTakesItForAShardedCluster() {
    clients.things().insertOne(thing(1));

    assertThat(clients.client().getClusterDescription().getType()).isEqualTo(ClusterType.SHARDED);
    await()
        .atMost(Clients.PATIENCE)
        .untilAsserted(
            () ->
                assertThat(clients.client().getClusterDescription().getServerDescriptions())
                    .hasSize(2)
                    .allMatch(it -> it.isOk() && it.isShardRouter()));
    assertThat(
            clients
                .client()
                .getDatabase("admin")
                .runCommand(new Document("listShards", 1))
                .getList("shards", Document.class))
        .singleElement()
        .satisfies(it -> assertThat(it.getString("host")).startsWith("simulated/127.0.0.1:"));
  }

  @Test
  void whatIsWrittenThroughOneIsReadThroughTheOther() {
    MongoClient one = clients.connect(cluster.routerUrl(0));
    MongoClient other = clients.connect(cluster.routerUrl(1));
    cluster.freeze(1);
    try (ClientSession writing = Clients.session(one)) {
      Clients.things(one).insertOne(writing, thing(1));
      try (ClientSession reading = Clients.after(writing, other)) {
        CompletableFuture<List<Object>> read =
            CompletableFuture.supplyAsync(
                () ->
                    IntStream.range(0, 2)
                        .mapToObj(
                            unused ->
                                ids(
                                    Clients.things(other)
                                        .withReadPreference(ReadPreference.secondary())
                                        .find(reading)))
                        .<Object>map(List::copyOf)
                        .toList());
        await().atMost(Clients.PATIENCE).until(() -> seenAt("member 1"));
        cluster.thaw(1);
        assertThat(read.join()).containsExactly(List.of(1), List.of(1));
      }
    }
  }

  private boolean seenAt(String server) {
    return cluster.commandsSeen().stream()
        .anyMatch(
            it ->
                it.server().equals(server)
                    && it.name().equals("find")
                    && it.afterClusterTime().isPresent());
  }

  @Test
  void withoutASessionASecondaryMayShowThePast() {
    clients.things().insertOne(thing(1));
    cluster.freeze(1);
    cluster.freeze(2);
    clients.unsafe().insertOne(thing(2));

    for (int n = 0; n < 4; n++) {
      assertThat(
              ids(
                  clients
                      .things()
                      .withReadConcern(ReadConcern.LOCAL)
                      .withReadPreference(ReadPreference.secondary())
                      .find()))
          .containsExactly(1);
    }
    assertThat(
            cluster.commandsSeen().stream()
                .filter(it -> it.name().equals("find") && it.server().startsWith("member"))
                .map(SeenCommand::server)
                .distinct())
        .containsExactlyInAnyOrder("member 1", "member 2");
  }

  @Test
  void routerWaitsForTheNextPrimary() throws Exception {
    cluster.depose();
    CompletableFuture<?> write =
        CompletableFuture.supplyAsync(() -> clients.things().insertOne(thing(1)));
    await()
        .atMost(Clients.PATIENCE)
        .until(() -> cluster.commandsSeen().stream().anyMatch(it -> it.name().equals("insert")));
    assertThat(write).isNotDone();

    cluster.elect(2);
    write.get(20, TimeUnit.SECONDS);
    assertThat(ids(clients.things().find())).containsExactly(1);
  }

  @Test
  void waitForAPrimaryEndsWithTheTimeThatTheClientHas() {
    clients.things().insertOne(thing(1));
    cluster.depose();

    assertThatThrownBy(() -> clients.things().find().maxTime(100, TimeUnit.MILLISECONDS).first())
        .isInstanceOf(MongoExecutionTimeoutException.class);
    assertThat(ids(clients.things().withReadPreference(ReadPreference.primaryPreferred()).find()))
        .containsExactly(1);
  }

  @Test
  void routerTriesAnotherMemberWhenOneFails() {
    clients.things().insertOne(thing(1).append("n", 0));
    cluster.cutBeforeNext(it -> it.server().startsWith("member") && it.name().equals("find"));
    cluster.cutAfterNext(it -> it.server().startsWith("member") && it.name().equals("update"));

    assertThat(ids(clients.things().find())).containsExactly(1);
    clients.things().updateOne(eq("_id", 1), inc("n", 1));
    assertThat(clients.things().find().first()).containsEntry("n", 1);
    assertThat(cluster.allFaultsHappened()).isTrue();
    assertThat(
            cluster.commandsSeen().stream()
                .filter(it -> it.server().startsWith("router") && it.name().equals("update")))
        .hasSize(1);
  }

  @Test
  void killedPrimaryIsReplacedWithoutTheClientSeeingIt() {
    for (int n = 0; n < 6; n++) {
      clients.things().insertOne(thing(n));
      int primary = cluster.primary().orElseThrow();
      cluster.kill(primary);
      assertThat(clients.things().countDocuments()).isEqualTo(n + 1);
      cluster.restart(primary);
    }
  }

  @Test
  void cursorStaysWithItsMember() {
    clients.things().insertMany(IntStream.range(0, 20).mapToObj(Clients::thing).toList());
    MongoClient router = clients.connect(cluster.routerUrl(0));
    var found =
        Clients.things(router).withReadPreference(ReadPreference.secondary()).find().batchSize(5);
    assertThat(ids(found)).hasSize(20);
    assertThat(
            cluster.commandsSeen().stream()
                .filter(it -> it.server().startsWith("member"))
                .filter(it -> it.name().equals("find") || it.name().equals("getMore"))
                .map(SeenCommand::server)
                .distinct())
        .hasSize(1);

    try (var cursor = found.iterator()) {
      cursor.next();
      int member =
          cluster.commandsSeen().reversed().stream()
              .map(SeenCommand::server)
              .filter(it -> it.startsWith("member"))
              .mapToInt(it -> Integer.parseInt(it.substring("member ".length())))
              .findFirst()
              .orElseThrow();
      cluster.kill(member);
      cluster.restart(member);
      assertThatThrownBy(
              () -> {
                while (cursor.hasNext()) {
                  cursor.next();
                }
              })
          .isInstanceOfAny(
              MongoCommandException.class, com.mongodb.MongoCursorNotFoundException.class);
    }
  }
}
