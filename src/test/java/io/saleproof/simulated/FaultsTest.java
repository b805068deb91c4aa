package io.saleproof.simulated;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static io.saleproof.simulated.Clients.ids;
import static io.saleproof.simulated.Clients.thing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Faults happen once, to the command that they are meant for; what servers got can be seen. */
class FaultsTest {

  private static final Predicate<SeenCommand> FIND = command -> command.name().equals("find");
  private static final Predicate<SeenCommand> UPDATE = command -> command.name().equals("update");

  private final SimulatedCluster cluster = SimulatedCluster.start(3, 1);
  private final Clients clients = new Clients(cluster, cluster.replicaSetUrl());

  @AfterEach
  void close() {
    clients.close();
    cluster.close();
  }

  @Test
  void nextCommandIsRefusedWithTheCodeAskedFor() {
    clients.things().insertOne(thing(1));
    for (int code : List.of(72, 204, 205, 211, 50)) {
      cluster.failNext(FIND, code);
      assertThatThrownBy(() -> clients.things().find().first())
          .isInstanceOfSatisfying(
              MongoException.class, e -> assertThat(e.getCode()).isEqualTo(code));
      assertThat(ids(clients.things().find())).containsExactly(1);
    }
    assertThat(cluster.allFaultsHappened()).isTrue();
  }

  @Test
  void otherCommandsAreLeftAlone() {
    cluster.failNext(it -> FIND.test(it) && it.collection().equals("others"), 72);

    clients.things().insertOne(thing(1));
    assertThat(ids(clients.things().find())).containsExactly(1);
    assertThat(cluster.allFaultsHappened()).isFalse();
    assertThatThrownBy(
            () -> clients.client().getDatabase("test").getCollection("others").find().first())
        .isInstanceOf(MongoCommandException.class);
  }

  @Test
  void labelsAreToldAndRetryableErrorsAreRetried() {
    clients.things().insertOne(thing(1).append("n", 0));
    cluster.failNext(UPDATE, 72, "SomeLabel");
    assertThatThrownBy(() -> clients.things().updateOne(eq("_id", 1), inc("n", 1)))
        .isInstanceOfSatisfying(
            MongoException.class, e -> assertThat(e.hasErrorLabel("SomeLabel")).isTrue());

    cluster.failNext(UPDATE, Codes.NOT_WRITABLE_PRIMARY);
    clients.things().updateOne(eq("_id", 1), inc("n", 1));
    cluster.leaveUnconfirmedNext(UPDATE, Codes.PRIMARY_STEPPED_DOWN);
    clients.things().updateOne(eq("_id", 1), inc("n", 1));
    assertThat(clients.things().find().first()).containsEntry("n", 2);
  }

  @Test
  void unconfirmedWriteIsDone() {
    cluster.leaveUnconfirmedNext(it -> it.name().equals("insert"), Codes.WRITE_CONCERN_FAILED);

    assertThatThrownBy(() -> clients.things().insertOne(thing(1)))
        .isInstanceOf(MongoWriteConcernException.class);
    assertThat(ids(clients.things().find())).containsExactly(1);
  }

  @Test
  void cutBeforeDoesNothingAndCutAfterHasDoneIt() {
    MongoClient once = clients.connect(cluster.replicaSetUrl() + "&retryWrites=false");
    cluster.cutBeforeNext(it -> it.name().equals("insert"));
    assertThatThrownBy(() -> Clients.things(once).insertOne(thing("before")))
        .isInstanceOf(MongoSocketException.class);
    cluster.cutAfterNext(it -> it.name().equals("insert"));
    assertThatThrownBy(() -> Clients.things(once).insertOne(thing("after")))
        .isInstanceOf(MongoSocketException.class);

    assertThat(ids(clients.things().find())).containsExactly("after");
  }

  @Test
  void seenCommandsTellWhoGotWhatAndWhatItDemands() {
    try (ClientSession session = clients.session()) {
      clients.things().insertOne(session, thing(1));
      cluster.forgetCommandsSeen();
      clients
          .things()
          .withReadPreference(ReadPreference.secondary())
          .find(session, eq("_id", 1))
          .first();

      assertThat(cluster.commandsSeen())
          .singleElement()
          .satisfies(
              seen -> {
                assertThat(seen.server()).isIn("member 1", "member 2");
                assertThat(seen.database()).isEqualTo("test");
                assertThat(seen.collection()).isEqualTo("things");
                assertThat(seen.readPreference()).isEqualTo("secondary");
                assertThat(seen.readConcernLevel()).isEqualTo("majority");
                assertThat(seen.afterClusterTime()).hasValue(session.getOperationTime());
                assertThat(seen.body().getDocument("filter").getInt32("_id").getValue())
                    .isEqualTo(1);
              });
    }
  }

  @Test
  void transactionsAreSaidNotToBeThere() {
    try (ClientSession session = clients.session()) {
      session.startTransaction();
      assertThatThrownBy(() -> clients.things().insertOne(session, thing(1)))
          .hasMessageContaining("not simulated");
    }
  }
}
