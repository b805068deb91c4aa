package io.saleproof.simulated;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static io.saleproof.simulated.Clients.ids;
import static io.saleproof.simulated.Clients.thing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.ReadConcern;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Aggregates;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What members have, what a majority has, and who waits for what. */
class ReplicationTest {

  private static final long SHORT_MILLIS = 150;

  private final SimulatedCluster cluster = SimulatedCluster.start(3, 0);
  private final Clients clients = new Clients(cluster, cluster.replicaSetUrl());

  @AfterEach
  void close() {
    clients.close();
    cluster.close();
  }

  @Test
  void everyMemberHasWhatWasAnswered() {
    clients.things().insertOne(thing(1));

    for (int member = 0; member < 3; member++) {
      assertThat(ids(clients.at(member).find())).containsExactly(1);
      assertThat(cluster.committedTime(member)).isEqualTo(cluster.appliedTime(0));
    }
  }

  @Test
  void frozenMemberShowsWhatItHadUntilItThaws() {
    clients.things().insertOne(thing(1));
    cluster.freeze(2);
    clients.things().insertOne(thing(2));

    for (ReadConcern concern : List.of(ReadConcern.LOCAL, ReadConcern.MAJORITY)) {
      assertThat(ids(clients.at(2).withReadConcern(concern).find())).containsExactly(1);
      assertThat(ids(clients.at(1).withReadConcern(concern).find())).containsExactly(1, 2);
    }
    cluster.thaw(2);
    assertThat(ids(clients.at(2).find())).containsExactly(1, 2);
  }

  @Test
  void laggingMemberHasAWriteOnlyWhenItsLagIsOver() {
    Duration lag = Duration.ofMillis(400);
    cluster.lag(2, lag);
    long before = System.nanoTime();
    clients.things().insertOne(thing(1));
    MongoCollection<Document> late = clients.at(2).withReadConcern(ReadConcern.LOCAL);
    await().atMost(Clients.PATIENCE).until(() -> late.countDocuments() == 1);

    assertThat(System.nanoTime() - before).isGreaterThanOrEqualTo(lag.toNanos());
  }

  @Test
  void lagThatIsTakenBackIsCaughtUpAtOnce() {
    cluster.lag(2, Duration.ofMinutes(1));
    clients.things().insertOne(thing(1));
    assertThat(clients.at(2).countDocuments()).isZero();

    cluster.lag(2, Duration.ZERO);
    assertThat(clients.at(2).countDocuments()).isEqualTo(1);
  }

  @Test
  void majorityReadShowsNothingThatMayBeLost() {
    clients.things().insertOne(thing(1));
    cluster.freeze(1);
    cluster.freeze(2);
    clients.unsafe().insertOne(thing(2));
    clients.unsafe().updateOne(eq("_id", 1), inc("n", 1));

    assertThat(ids(clients.unsafe().find())).containsExactly(1, 2);
    assertThat(clients.things().find().first()).isEqualTo(thing(1));
    assertThat(clients.things().countDocuments()).isEqualTo(1);
    cluster.thaw(1);
    assertThat(ids(clients.things().find())).containsExactly(1, 2);
  }

  @Test
  void causalReadWaitsAtAMemberThatIsBehind() throws Exception {
    cluster.freeze(2);
    try (ClientSession session = clients.session()) {
      clients.things().insertOne(session, thing(1));
      MongoClient behind = clients.connect(cluster.memberUrl(2));
      for (ReadConcern concern : List.of(ReadConcern.LOCAL, ReadConcern.MAJORITY)) {
        cluster.freeze(2);
        clients.things().updateOne(session, eq("_id", 1), inc("n", 1));
        Document wanted = clients.things().find().first();
        try (ClientSession follower = Clients.after(session, behind)) {
          CompletableFuture<Document> read =
              CompletableFuture.supplyAsync(
                  () ->
                      Clients.things(behind)
                          .withReadConcern(concern)
                          .find(follower, eq("_id", 1))
                          .first());
          await().atMost(Clients.PATIENCE).until(() -> hasSeenFindAfter(session));
          assertThat(read).isNotDone();
          cluster.thaw(2);
          assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(wanted);
        }
      }
    }
  }

  private boolean hasSeenFindAfter(ClientSession session) {
    return cluster.commandsSeen().stream()
        .filter(it -> it.server().equals("member 2") && it.name().equals("find"))
        .anyMatch(
            it -> it.afterClusterTime().equals(java.util.Optional.of(session.getOperationTime())));
  }

  @Test
  void causalMajorityReadWaitsAtThePrimaryUntilAMajorityHasIt() {
    cluster.freeze(1);
    cluster.freeze(2);
    try (ClientSession session = clients.session()) {
      clients.unsafe().insertOne(session, thing(1));

      assertThatThrownBy(
              () ->
                  clients
                      .things()
                      .find(session)
                      .maxTime(SHORT_MILLIS, TimeUnit.MILLISECONDS)
                      .first())
          .isInstanceOf(MongoExecutionTimeoutException.class);
      cluster.thaw(1);
      assertThat(clients.things().find(session).first()).isNotNull();
    }
  }

  @Test
  @Timeout(60)
  void waitForAMemberEndsWithTheTimeThatTheClientHas() {
    cluster.freeze(2);
    try (ClientSession session = clients.session()) {
      clients.things().insertOne(session, thing(1));
      MongoClient behind = clients.connect(cluster.memberUrl(2));
      try (ClientSession follower = Clients.after(session, behind)) {
        assertThatThrownBy(
                () ->
                    Clients.things(behind)
                        .find(follower)
                        .maxTime(SHORT_MILLIS, TimeUnit.MILLISECONDS)
                        .first())
            .isInstanceOfSatisfying(
                MongoExecutionTimeoutException.class,
                e -> assertThat(e.getCode()).isEqualTo(Codes.MAX_TIME_MS_EXPIRED));
        assertThatThrownBy(
                () ->
                    Clients.things(behind)
                        .aggregate(follower, List.of(Aggregates.match(new Document())))
                        .maxTime(SHORT_MILLIS, TimeUnit.MILLISECONDS)
                        .first())
            .isInstanceOf(MongoExecutionTimeoutException.class);
      }
    }
  }

  @Test
  void majorityWriteWaitsForAMajority() throws Exception {
    cluster.freeze(1);
    cluster.freeze(2);
    CompletableFuture<?> write =
        CompletableFuture.supplyAsync(() -> clients.things().insertOne(thing(1)));
    await()
        .atMost(Clients.PATIENCE)
        .until(() -> cluster.appliedTime(0).compareTo(cluster.appliedTime(1)) > 0);

    assertThat(write).isNotDone();
    cluster.thaw(2);
    write.get(20, TimeUnit.SECONDS);
    assertThat(ids(clients.things().find())).containsExactly(1);
  }

  @Test
  void writeConcernThatIsNotMetInTimeIsToldThoughTheWriteIsDone() {
    cluster.freeze(1);
    cluster.freeze(2);
    WriteConcern brief = WriteConcern.MAJORITY.withWTimeout(SHORT_MILLIS, TimeUnit.MILLISECONDS);

    assertThatThrownBy(() -> clients.things().withWriteConcern(brief).insertOne(thing(1)))
        .isInstanceOfSatisfying(
            MongoWriteConcernException.class,
            e -> assertThat(e.getCode()).isEqualTo(Codes.WRITE_CONCERN_FAILED));
    assertThat(ids(clients.unsafe().find())).containsExactly(1);
    assertThat(ids(clients.things().find())).isEmpty();
  }

  @Test
  void writeThatFindsNothingWaitsForWhatWasBeforeIt() {
    cluster.freeze(1);
    cluster.freeze(2);
    clients.unsafe().insertOne(thing(1));
    WriteConcern brief = WriteConcern.MAJORITY.withWTimeout(SHORT_MILLIS, TimeUnit.MILLISECONDS);

    assertThatThrownBy(
            () ->
                clients.things().withWriteConcern(brief).updateOne(eq("_id", "none"), inc("n", 1)))
        .isInstanceOf(MongoWriteConcernException.class);
  }

  @Test
  void allThreeCanBeWaitedFor() {
    cluster.freeze(2);
    WriteConcern all = new WriteConcern(3).withWTimeout(SHORT_MILLIS, TimeUnit.MILLISECONDS);

    assertThatThrownBy(() -> clients.things().withWriteConcern(all).insertOne(thing(1)))
        .isInstanceOf(MongoWriteConcernException.class);
    cluster.thaw(2);
    clients.things().withWriteConcern(all).insertOne(thing(2));
  }

  @Test
  void quietClusterAnswersAReadAfterATimeThatNoWriteHas() {
    cluster.freeze(1);
    cluster.freeze(2);
    clients.unsafe().insertOne(thing(1));
    org.bson.BsonTimestamp lost = cluster.appliedTime(0);
    cluster.elect(1);
    cluster.thaw(1);
    cluster.thaw(2);
    MongoClient behind = clients.connect(cluster.memberUrl(2));

    try (ClientSession session = Clients.after(lost, behind)) {
      assertThat(ids(Clients.things(behind).find(session))).isEmpty();
    }
  }

  @Test
  void openCursorShowsWhatWasThereWhenItWasOpened() {
    clients
        .things()
        .insertMany(java.util.stream.IntStream.range(0, 10).mapToObj(Clients::thing).toList());
    try (var cursor = clients.things().find().batchSize(2).iterator()) {
      assertThat(cursor.next()).isEqualTo(thing(0));
      clients.things().deleteMany(new Document());
      int left = 0;
      for (; cursor.hasNext(); cursor.next()) {
        left++;
      }
      assertThat(left).isEqualTo(9);
    }
  }
}
