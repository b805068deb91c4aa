package io.saleproof.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoCursor;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Projections;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.Updates;
import io.saleproof.session.ClusterTime;
import io.saleproof.session.RequestSession;
import io.saleproof.session.Requests;
import io.saleproof.session.SessionTimes;
import io.saleproof.session.TokenFault;
import io.saleproof.simulated.SimulatedCluster;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request does is one causal session, whatever the driver leaves to be done for it. */
class CausalCollectionTest {

  private final CausalShop shop = CausalShop.onReplicaSet();

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void writeWaitsForNothingAndTheReadAfterItDoes() throws Exception {
    RequestSession request = Requests.first();
    CausalShop.in(
        request,
        () -> {
          shop.insert("a");
          assertThat(shop.some().updateOne(Filters.eq("_id", "none"), Updates.set("x", 1)))
              .matches(result -> result.getMatchedCount() == 0);
          shop.find("a");
        });

    assertThat(shop.last("insert").afterClusterTime()).isEmpty();
    assertThat(shop.last("update").afterClusterTime()).isEmpty();
    // A write that matched nothing tells its time, too, and what decides after it is of that time.
    assertThat(shop.last("find").afterClusterTime())
        .hasValueSatisfying(
            time -> assertThat(time.getValue()).isEqualTo(request.times().operationTime()));
    assertThat(shop.last("find").server()).isEqualTo(shop.primary());
    assertThat(shop.last("find").readConcernLevel()).isEqualTo("majority");
  }

  @Test
  void firstReadIsAfterWhatTheTokenSays() throws Exception {
    RequestSession before = Requests.first();
    CausalShop.in(before, () -> shop.insert("a"));
    RequestSession next = Requests.after(before);
    CausalShop.in(next, () -> shop.find("a"));

    assertThat(shop.last("find").afterClusterTime())
        .contains(new BsonTimestamp(before.times().operationTime()));
  }

  @Test
  void timesAdvanceWithWritesAndReads() throws Exception {
    RequestSession request = Requests.first();
    CausalShop.in(request, () -> shop.insert("a"));
    SessionTimes afterWrite = request.times();
    shop.insert("b");
    CausalShop.in(request, () -> shop.find("b"));

    assertThat(afterWrite.operationTime()).isPositive();
    assertThat(afterWrite.clusterTime().time()).isGreaterThanOrEqualTo(afterWrite.operationTime());
    assertThat(afterWrite.clusterTime().hash()).isNotEqualTo(new byte[ClusterTime.HASH_BYTES]);
    assertThat(request.times().operationTime()).isGreaterThan(afterWrite.operationTime());
  }

  @Test
  void timesAdvanceWithErrorAnswersToo() throws Exception {
    shop.insert("a");
    RequestSession request = Requests.first();
    CausalShop.in(
        request,
        () -> assertThatThrownBy(() -> shop.insert("a")).isInstanceOf(MongoWriteException.class));

    assertThat(request.times().operationTime())
        .isEqualTo(shop.cluster.appliedTime(shop.cluster.primary().orElseThrow()).getValue());

    RequestSession failing = Requests.first();
    shop.insert("b");
    shop.cluster.failNext(seen -> seen.name().equals("find"), 8);
    CausalShop.in(
        failing, () -> assertThatThrownBy(() -> shop.find("b")).isInstanceOf(MongoException.class));

    assertThat(failing.times().operationTime()).isPositive();
  }

  @Test
  void timesAdvanceWithEveryBatchOfACursor() throws Exception {
    for (int i = 0; i < 5; i++) {
      shop.insert("c" + i);
    }
    RequestSession request = Requests.first();
    CausalShop.in(
        request,
        () -> {
          try (MongoCursor<Document> cursor = shop.some().find().batchSize(2).cursor()) {
            long first = request.times().operationTime();
            // Someone else writes meanwhile, and the next batch is of a later time.
            CausalCollectionTest.this.outside(() -> shop.insert("d"));
            cursor.forEachRemaining(document -> {});
            assertThat(request.times().operationTime()).isGreaterThan(first);
          }
        });
  }

  private void outside(Runnable work) {
    Thread other = new Thread(work);
    other.start();
    try {
      other.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {72, 204, 205, 211})
  void tokenThatTheDatabaseRefusesIsDroppedAndTheReadDoneWithout(int code) throws Exception {
    shop.insert("a");
    RequestSession request = token();
    shop.cluster.failNext(seen -> seen.name().equals("find"), code);
    Document found = CausalShop.within(request, () -> shop.find("a"));

    assertThat(found).isNotNull();
    assertThat(Requests.faults(request)).containsExactly(TokenFault.REFUSED);
    assertThat(request.demanded()).isEmpty();
    assertThat(shop.last("find").afterClusterTime()).isEmpty();
    assertThat(request.times().operationTime()).isPositive();
    assertThat(shop.cluster.allFaultsHappened()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(ints = {72, 204, 205, 211})
  void writeOfARefusedTokenIsDoneOnce(int code) throws Exception {
    shop.insert("a");
    RequestSession request = token();
    shop.cluster.failNext(seen -> seen.name().equals("update"), code);
    CausalShop.in(
        request, () -> shop.some().updateOne(Filters.eq("_id", "a"), Updates.inc("n", 1)));

    assertThat(Objects.requireNonNull(shop.find("a")).getInteger("n")).isEqualTo(1);
    assertThat(Requests.faults(request)).containsExactly(TokenFault.REFUSED);
  }

  @ParameterizedTest
  @ValueSource(ints = {72, 204, 205, 211})
  void withoutATokenItIsNoneThatIsRefused(int code) throws Exception {
    shop.insert("a");
    RequestSession request = Requests.first();
    shop.cluster.failNext(seen -> seen.name().equals("find"), code);

    CausalShop.in(
        request,
        () ->
            assertThatThrownBy(() -> shop.find("a"))
                .isInstanceOfSatisfying(
                    MongoException.class, it -> assertThat(it.getCode()).isEqualTo(code)));
    assertThat(Requests.faults(request)).isEmpty();
  }

  @Test
  void timeAheadOfTheClusterIsRefusedAndDropped() throws Exception {
    shop.insert("a");
    SessionTimes told = token().times();
    RequestSession ahead =
        Requests.demanding(
            new SessionTimes(told.clusterTime(), told.operationTime() + (30L << 32)));

    assertThat(CausalShop.within(ahead, () -> shop.find("a"))).isNotNull();
    assertThat(Requests.faults(ahead)).containsExactly(TokenFault.REFUSED);
    assertThat(ahead.times().operationTime()).isLessThan(told.operationTime() + (30L << 32));
  }

  @Test
  void timeOfAnotherClusterIsRefusedAndDropped() throws Exception {
    shop.insert("a");
    try (SimulatedCluster other = SimulatedCluster.start(1, 0);
        StoreForTests elsewhere = new StoreForTests(other.replicaSetUrl())) {
      RequestSession there = Requests.first();
      CausalShop.in(
          there,
          () -> elsewhere.store().exact(Schema.CUSTOMERS).insertOne(new Document("_id", "x")));
      SessionTimes foreign = there.times();
      ClusterTime later =
          new ClusterTime(
              foreign.clusterTime().time() + (20L << 32),
              foreign.clusterTime().hash(),
              foreign.clusterTime().keyId());
      RequestSession here = Requests.demanding(new SessionTimes(later, foreign.operationTime()));

      assertThat(CausalShop.within(here, () -> shop.find("a"))).isNotNull();
      assertThat(Requests.faults(here)).containsExactly(TokenFault.REFUSED);
    }
  }

  @Test
  void whatHasNoRequestHasNoSessionOfItsOwn() {
    shop.insert("a");
    shop.find("a");

    assertThat(shop.last("find").afterClusterTime()).isEmpty();
    assertThat(shop.last("find").server()).isEqualTo(shop.primary());
  }

  @Test
  void queriesAreTheSameInASession() throws Exception {
    for (int i = 0; i < 30; i++) {
      shop.some().insertOne(new Document("_id", "q" + i).append("n", i % 7).append("x", i));
    }
    List<Function<MongoCollection<Document>, Object>> queries =
        List.of(
            all -> String.valueOf(all.find().sort(Sorts.descending("x")).first()),
            all -> String.valueOf(all.find(Filters.eq("_id", "none")).first()),
            all ->
                all.find(Filters.gt("x", 3))
                    .projection(Projections.include("x"))
                    .sort(Sorts.ascending("x"))
                    .skip(2)
                    .limit(9)
                    .batchSize(4)
                    .maxTime(5, TimeUnit.SECONDS)
                    .map(found -> found.getInteger("x"))
                    .into(new ArrayList<>()),
            all -> {
              List<Object> seen = new ArrayList<>();
              all.find().sort(Sorts.ascending("x")).batchSize(3).forEach(seen::add);
              return seen;
            },
            all -> {
              List<Object> seen = new ArrayList<>();
              for (Document found : all.find().sort(Sorts.ascending("x")).batchSize(3)) {
                seen.add(found);
              }
              return seen;
            },
            all ->
                all.aggregate(
                        List.of(
                            new Document("$match", new Document("x", new Document("$lt", 20))),
                            new Document("$sort", new Document("x", 1))))
                    .maxTime(5, TimeUnit.SECONDS)
                    .into(new ArrayList<>()),
            all -> all.countDocuments(),
            all -> all.countDocuments(Filters.gt("x", 3)),
            all -> all.countDocuments(Filters.gt("x", 3), new CountOptions().limit(5).skip(1)),
            all -> all.getNamespace(),
            all -> String.valueOf(all.find().map(Document::size).map(it -> it + 1).first()));
    for (Function<MongoCollection<Document>, Object> query : queries) {
      Object plain = query.apply(shop.some());
      assertThat(CausalShop.within(Requests.first(), () -> query.apply(shop.some())))
          .isEqualTo(plain);
    }
  }

  @Test
  void throughRoutersToo() throws Exception {
    try (CausalShop routed = CausalShop.onRouters()) {
      RequestSession before = Requests.first();
      CausalShop.in(before, () -> routed.insert("a"));
      CausalShop.in(Requests.after(before), () -> routed.find("a"));

      assertThat(routed.last("find").afterClusterTime())
          .contains(new BsonTimestamp(before.times().operationTime()));
    }
  }

  @Test
  void aServerWithoutSessionsIsUsedAsItIs() throws Exception {
    try (StoreForTests database = new StoreForTests()) {
      RequestSession request = Requests.first();
      MongoCollection<Document> some = database.store().exact(Schema.CUSTOMERS);
      CausalShop.in(
          request,
          () -> {
            some.insertOne(new Document("_id", "a"));
            assertThat(some.find().first()).isNotNull();
          });

      if (System.getenv("TEST_MONGODB_URL") == null) {
        assertThat(request.times()).isEqualTo(SessionTimes.NONE);
      }
    }
  }

  /** The request of a client that has read something before. */
  private RequestSession token() throws Exception {
    RequestSession before = Requests.first();
    CausalShop.in(before, () -> shop.find("a"));
    return Requests.after(before);
  }
}
