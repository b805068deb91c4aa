package io.saleproof.simulated;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static io.saleproof.simulated.Clients.ids;
import static io.saleproof.simulated.Clients.thing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoTimeoutException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.UpdateOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an election keeps, what it loses, and what a client sees of it. */
class ElectionTest {

  private static final int WRITERS = 4;
  private static final int INCREMENTS = 200;
  private static final int INCREMENTS_A_ROUND = 12;

  private final SimulatedCluster cluster = SimulatedCluster.start(3, 2);
  private final Clients clients = new Clients(cluster, cluster.replicaSetUrl());

  @AfterEach
  void close() {
    clients.close();
    cluster.close();
  }

  @Test
  void clientFollowsThePrimary() {
    for (int n = 0; n < 4; n++) {
      int before = cluster.primary().orElseThrow();
      clients.things().insertOne(thing(n));
      cluster.stepDown();
      assertThat(cluster.primary()).isPresent().isNotEqualTo(java.util.OptionalInt.of(before));
    }
    clients.things().insertOne(thing(4));
    for (int member = 0; member < 3; member++) {
      assertThat(ids(clients.at(member).find())).containsExactly(0, 1, 2, 3, 4);
    }
  }

  @Test
  void whatAMajorityHasIsNeverLost() {
    cluster.freeze(1);
    clients.things().insertOne(thing(1));
    cluster.thaw(1);
    cluster.freeze(1);
    clients.things().insertOne(thing(2));

    assertThatThrownBy(() -> cluster.elect(1)).isInstanceOf(IllegalStateException.class);
    cluster.stepDown();
    assertThat(cluster.primary()).hasValue(2);
    assertThat(ids(clients.things().find())).containsExactly(1, 2);
  }

  @Test
  void whatNobodyElseHasIsLostEverywhere() {
    clients.things().createIndex(Indexes.ascending("k"), new IndexOptions().unique(true));
    clients.things().insertOne(thing("kept").append("k", 1));
    clients.things().insertOne(thing("changed").append("k", 2).append("n", 0));
    cluster.freeze(1);
    cluster.freeze(2);
    clients.unsafe().insertOne(thing("lost").append("k", 3));
    clients.unsafe().updateOne(eq("_id", "changed"), inc("n", 1));
    clients.unsafe().deleteOne(eq("_id", "kept"));
    clients.unsafe().aggregate(List.of(Aggregates.out("copied"))).toCollection();
    cluster.stepDown();
    cluster.thaw(1);
    cluster.thaw(2);
    clients.things().insertOne(thing("new").append("k", 3));

    for (int member = 0; member < 3; member++) {
      MongoCollection<Document> there = clients.at(member).withReadConcern(ReadConcern.LOCAL);
      assertThat(there.find().into(new ArrayList<>()))
          .containsExactlyInAnyOrder(
              thing("kept").append("k", 1),
              thing("changed").append("k", 2).append("n", 0),
              thing("new").append("k", 3));
    }
    cluster.elect(0);
    assertThat(clients.client().getDatabase("test").listCollectionNames())
        .containsExactly("things");
  }

  @Test
  void lostWriteCanBeSentAgainAndIsDoneOnce() throws Exception {
    clients.things().insertOne(thing(1).append("n", 0));
    cluster.freeze(1);
    cluster.freeze(2);
    CompletableFuture<?> write =
        CompletableFuture.supplyAsync(() -> clients.things().updateOne(eq("_id", 1), inc("n", 1)));
    await()
        .atMost(Clients.PATIENCE)
        .until(() -> cluster.appliedTime(0).compareTo(cluster.appliedTime(1)) > 0);
    cluster.stepDown();
    cluster.thaw(1);
    cluster.thaw(2);

    write.get(20, TimeUnit.SECONDS);
    assertThat(clients.things().find().first()).containsEntry("n", 1);
    assertThat(updatesSeen()).isEqualTo(2);
  }

  @Test
  void keptWriteIsNotDoneAgainWhenItsAnswerWasLost() {
    clients.things().insertOne(thing(1).append("n", 0));
    for (int n = 1; n <= 3; n++) {
      cluster.forgetCommandsSeen();
      cluster.cutAfterNext(command -> command.name().equals("update"));
      clients.things().updateOne(eq("_id", 1), inc("n", 1));
      assertThat(updatesSeen()).isEqualTo(2);
      assertThat(clients.things().find().first()).containsEntry("n", n);
    }
    cluster.forgetCommandsSeen();
    cluster.cutAfterNext(command -> command.name().equals("findAndModify"));
    assertThat(clients.things().findOneAndUpdate(eq("_id", 1), inc("n", 1))).containsEntry("n", 3);
    assertThat(clients.things().find().first()).containsEntry("n", 4);
    assertThat(cluster.allFaultsHappened()).isTrue();
  }

  @Test
  void answerOfAKeptWriteIsKnownToTheNextPrimary() throws Exception {
    clients.things().insertOne(thing(1).append("n", 0));
    cluster.freeze(1);
    cluster.lag(2, java.time.Duration.ofMinutes(1));
    CompletableFuture<?> write =
        CompletableFuture.supplyAsync(
            () -> clients.things().findOneAndUpdate(eq("_id", 1), inc("n", 1)));
    await()
        .atMost(Clients.PATIENCE)
        .until(() -> cluster.appliedTime(0).compareTo(cluster.appliedTime(2)) > 0);
    cluster.depose();
    cluster.lag(2, java.time.Duration.ZERO);
    assertThat(write).isNotDone();
    cluster.elect(0);
    cluster.stepDown();
    cluster.thaw(1);

    assertThat((Document) write.get(20, TimeUnit.SECONDS)).containsEntry("n", 0);
    assertThat(clients.things().find().first()).containsEntry("n", 1);
  }

  private long updatesSeen() {
    return cluster.commandsSeen().stream().filter(it -> it.name().equals("update")).count();
  }

  @Test
  void incrementsAreDoneExactlyOnceOverElectionsKillsAndCuts() throws Exception {
    clients.things().insertOne(thing(1).append("n", 0));
    List<AtomicInteger> done = Stream.generate(AtomicInteger::new).limit(WRITERS).toList();
    ExecutorService threads = Executors.newFixedThreadPool(WRITERS);
    try {
      List<Future<?>> running = new ArrayList<>();
      for (int writer = 0; writer < WRITERS; writer++) {
        MongoCollection<Document> things = writer % 2 == 0 ? clients.things() : routed();
        AtomicInteger counter = done.get(writer);
        running.add(threads.submit(() -> increment(things, counter)));
      }
      for (int round = 0; running.stream().noneMatch(Future::isDone); round++) {
        List<Integer> before = done.stream().map(AtomicInteger::get).toList();
        // A driver sends a write twice, so no write may meet two troubles.
        await()
            .atMost(Clients.PATIENCE)
            .until(() -> running.stream().anyMatch(Future::isDone) || allWentOn(done, before));
        trouble(round);
      }
      for (Future<?> it : running) {
        it.get(20, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(clients.things().find().first()).containsEntry("n", WRITERS * INCREMENTS);
  }

  private static boolean allWentOn(List<AtomicInteger> done, List<Integer> before) {
    return IntStream.range(0, WRITERS)
        .allMatch(writer -> done.get(writer).get() >= before.get(writer) + INCREMENTS_A_ROUND);
  }

  private MongoCollection<Document> routed() {
    return Clients.things(clients.connect(cluster.url()));
  }

  private static void increment(MongoCollection<Document> things, AtomicInteger done) {
    while (done.get() < INCREMENTS) {
      things.updateOne(eq("_id", 1), inc("n", 1));
      done.incrementAndGet();
    }
  }

  private void trouble(int round) {
    switch (round % 4) {
      case 0, 2 -> cluster.stepDown();
      case 1 -> {
        cluster.cutMember(cluster.primary().orElseThrow());
        cluster.cutRouter(round / 4 % 2);
      }
      default -> {
        int primary = cluster.primary().orElseThrow();
        cluster.kill(primary);
        cluster.restart(primary);
      }
    }
  }

  @Test
  void withoutPrimaryNobodyWritesButSecondariesAreRead() {
    clients.things().insertOne(thing(1));
    cluster.depose();
    MongoCollection<Document> brief =
        Clients.things(clients.connect(cluster.replicaSetUrl() + "&serverSelectionTimeoutMS=200"));

    assertThat(cluster.primary()).isEmpty();
    assertThatThrownBy(() -> brief.insertOne(thing(2))).isInstanceOf(MongoTimeoutException.class);
    assertThat(ids(brief.withReadPreference(ReadPreference.primaryPreferred()).find()))
        .containsExactly(1);
    cluster.elect();
    clients.things().insertOne(thing(2));
  }

  @Test
  void primaryWithoutAMajorityStepsDown() {
    cluster.kill(1);
    assertThat(cluster.primary()).hasValue(0);
    clients.things().insertOne(thing(1));
    cluster.kill(2);
    assertThat(cluster.primary()).isEmpty();

    cluster.restart(1);
    assertThat(cluster.primary()).isPresent();
    clients.things().insertOne(thing(2));
    cluster.restart(2);
    assertThat(ids(clients.at(2).find())).containsExactly(1, 2);
  }

  @Test
  void killedMemberComesBackWithWhatItHadAndFollows() {
    clients.things().insertOne(thing(1));
    cluster.kill(0);
    assertThat(cluster.primary()).isPresent();
    clients.things().insertOne(thing(2));
    cluster.restart(0);

    assertThat(ids(clients.at(0).find())).containsExactly(1, 2);
    cluster.elect(0);
    clients.things().updateOne(eq("_id", 2), inc("n", 1), new UpdateOptions().upsert(true));
    assertThat(ids(clients.things().find())).containsExactly(1, 2);
  }

  @Test
  void secondaryRefusesWhatIsForThePrimary() {
    clients.things().insertOne(thing(1));
    var find = new de.bwaldvogel.mongo.bson.Document("find", "things");
    var delete =
        new de.bwaldvogel.mongo.bson.Document("delete", "things")
            .append("deletes", List.of())
            .append("lsid", new de.bwaldvogel.mongo.bson.Document("id", UUID.randomUUID()))
            .append("txnNumber", 1L);

    assertThat(cluster.server(0).answer(new Request("test", find, () -> true)))
        .containsEntry("ok", 1.0);
    assertThat(cluster.server(1).answer(new Request("test", find, () -> true)))
        .containsEntry("code", Codes.NOT_PRIMARY_NO_SECONDARY_OK);
    assertThat(cluster.server(1).answer(new Request("test", delete, () -> true)))
        .containsEntry("code", Codes.NOT_WRITABLE_PRIMARY)
        .containsEntry("errorLabels", List.of("RetryableWriteError"))
        .containsKey("topologyVersion");
  }

  @Test
  void readPreferencesChooseTheMember() {
    clients.things().insertOne(thing(1));
    cluster.forgetCommandsSeen();
    clients.things().withReadPreference(ReadPreference.secondary()).find().first();
    clients.things().find().first();

    assertThat(
            cluster.commandsSeen().stream()
                .filter(it -> it.name().equals("find"))
                .map(it -> it.server().equals("member 0") ? "primary" : "secondary"))
        .containsExactly("secondary", "primary");
  }
}
