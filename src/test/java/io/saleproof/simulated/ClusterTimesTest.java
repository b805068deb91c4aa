package io.saleproof.simulated;

import static io.saleproof.simulated.Clients.ids;
import static io.saleproof.simulated.Clients.thing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoCommandException;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonTimestamp;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which times of clients are believed: those that the cluster has signed. */
class ClusterTimesTest {

  private final SimulatedCluster cluster = SimulatedCluster.start(3, 1);
  private final Clients clients = new Clients(cluster, cluster.replicaSetUrl());

  @AfterEach
  void close() {
    clients.close();
    cluster.close();
  }

  @Test
  void ownTimeIsBelievedWhoeverSendsIt() {
    try (ClientSession session = clients.session()) {
      clients.things().insertOne(session, thing(1));
      MongoClient other = clients.connect(cluster.url());
      try (ClientSession sent = Clients.after(session, other)) {
        assertThat(ids(Clients.things(other).find(sent))).containsExactly(1);
      }
    }
  }

  @Test
  void timeAheadIsRefusedUnlessItIsSigned() {
    refused(time -> ahead(time, Duration.ofHours(1)), Codes.TIME_PROOF_MISMATCH);
  }

  @Test
  void timeOfAnotherClusterIsRefused() {
    try (SimulatedCluster foreign = SimulatedCluster.start(1, 0);
        Clients theirs = new Clients(foreign, foreign.replicaSetUrl());
        ClientSession session = theirs.session()) {
      for (int n = 0; n < 20; n++) {
        theirs.things().insertOne(session, thing(n));
      }
      BsonDocument time = session.getClusterTime();
      assertThat(time.getTimestamp("clusterTime")).isGreaterThan(cluster.clusterTime());
      refused(unused -> time, Codes.KEY_NOT_FOUND);
    }
  }

  @Test
  void unknownKeyIsRefused() {
    refused(
        time -> {
          BsonDocument forged = ahead(time, Duration.ofHours(1));
          forged.getDocument("signature").put("keyId", new BsonInt64(1));
          return forged;
        },
        Codes.KEY_NOT_FOUND);
  }

  @Test
  void timeOfThePastNeedsNoSignature() {
    try (ClientSession session = clients.session()) {
      clients.things().insertOne(session, thing(1));
      BsonDocument time = session.getClusterTime().clone();
      time.getDocument("signature").put("hash", new BsonBinary(new byte[20]));
      try (ClientSession sent = clients.client().startSession()) {
        sent.advanceClusterTime(time);
        assertThat(ids(clients.things().find(sent))).containsExactly(1);
      }
    }
  }

  @Test
  void refusedTimeMovesNothing() {
    refused(time -> ahead(time, Duration.ofHours(1)), Codes.TIME_PROOF_MISMATCH);

    assertThat(cluster.clusterTime().getTime())
        .isLessThan((int) (System.currentTimeMillis() / 1000 + 60));
    clients.things().insertOne(thing("after"));
  }

  @Test
  void withoutSignaturesATimeWithinAYearIsBelieved() {
    try (SimulatedCluster open = SimulatedCluster.startUnsigned(3, 0);
        Clients theirs = new Clients(open, open.replicaSetUrl());
        ClientSession session = theirs.session()) {
      theirs.things().insertOne(session, thing(1));
      BsonDocument later = ahead(session.getClusterTime(), Duration.ofDays(300));
      BsonTimestamp time = later.getTimestamp("clusterTime");
      assertThat(later.getDocument("signature").getBinary("hash").getData())
          .isEqualTo(new byte[20]);
      session.advanceClusterTime(later);
      session.advanceOperationTime(time);
      assertThat(ids(theirs.things().find(session))).containsExactly(1);
      assertThat(open.clusterTime()).isGreaterThan(time);

      session.advanceClusterTime(ahead(later, Duration.ofDays(300)));
      assertThatThrownBy(() -> theirs.things().find(session).first())
          .isInstanceOfSatisfying(
              MongoCommandException.class,
              e -> assertThat(e.getErrorCode()).isEqualTo(Codes.CLUSTER_TIME_FAILS_RATE_LIMITER));
    }
  }

  /** At the members and through the router. */
  private void refused(UnaryOperator<BsonDocument> forgery, int code) {
    for (String url : List.of(cluster.replicaSetUrl(), cluster.url())) {
      MongoClient client = clients.connect(url);
      try (ClientSession session = Clients.session(client)) {
        Clients.things(client).find(session).first();
        session.advanceClusterTime(forgery.apply(session.getClusterTime()));
        assertThatThrownBy(() -> Clients.things(client).find(session).first())
            .isInstanceOfSatisfying(
                MongoCommandException.class, e -> assertThat(e.getErrorCode()).isEqualTo(code));
      }
    }
  }

  private static BsonDocument ahead(BsonDocument time, Duration by) {
    BsonDocument later = time.clone();
    int seconds = time.getTimestamp("clusterTime").getTime() + (int) by.toSeconds();
    return later.append("clusterTime", new BsonTimestamp(seconds, 1));
  }
}
