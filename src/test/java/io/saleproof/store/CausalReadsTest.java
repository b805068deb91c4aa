package io.saleproof.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ServerAddress;
import com.mongodb.WriteConcern;
import com.mongodb.WriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.CountOptions;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Updates;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.ProblemException;
import io.saleproof.session.ClientClass;
import io.saleproof.session.RequestSession;
import io.saleproof.session.Requests;
import io.saleproof.session.TokenFault;
import io.saleproof.simulated.SeenCommand;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which server shows what, and that it is never too old, with the lag that the test sets. */
class CausalReadsTest {

  /** Long enough for a test to see the replica behind, short enough to wait for. */
  private static final Duration LAG = Duration.ofSeconds(3);

  /** Beyond the longest wait of any test. */
  private static final Duration MAX_TIME = Duration.ofSeconds(20);

  private final CausalShop shop = CausalShop.onReplicaSet(3, new CausalShop.Settings(), MAX_TIME);

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void aCaughtUpReplicaAnswersWhoHasAToken() throws Exception {
    RequestSession read = Requests.after(wrote("a"));

    assertThat(shop.shown(read, "a")).isEqualTo(1);
    assertThat(servedBy()).isNotEqualTo(shop.primary());
    assertThat(shop.last("find").afterClusterTime())
        .contains(new BsonTimestamp(read.demanded().orElseThrow().operationTime()));
    assertThat(Requests.applied(read)).singleElement().asString().startsWith("served=replica");
    assertThat(
            shop.served(Served.REPLICA, ClientClass.SHOPPER)
                + shop.served(Served.REPLICA_AFTER_WAIT, ClientClass.SHOPPER))
        .isEqualTo(1);
  }

  @Test
  void whoHasNoTokenIsAnsweredByThePrimary() throws Exception {
    wrote("a");
    RequestSession read = Requests.first();

    assertThat(shop.shown(read, "a")).isEqualTo(1);
    assertThat(servedBy()).isEqualTo(shop.primary());
    assertThat(shop.last("find").afterClusterTime()).isEmpty();
    assertThat(shop.served(Served.PRIMARY, ClientClass.SHOPPER)).isEqualTo(1);
    assertThat(Requests.applied(read)).isEmpty();
    assertThat(Requests.noises(read)).isEmpty();
  }

  /** Strategy one: wait. */
  @Test
  void aReplicaThatIsBehindIsWaitedForWithinTheBound() throws Exception {
    RequestSession read = Requests.after(changedBehind(LAG), "wait=9");

    assertThat(shop.shown(read, "a")).isEqualTo(2);
    assertThat(servedBy()).isEqualTo(stale());
    assertThat(Requests.applied(read)).containsExactly("wait=9", "served=replica-after-wait");
    assertThat(Requests.noises(read)).containsExactly("replica-after-wait");
    assertThat(shop.served(Served.REPLICA_AFTER_WAIT, ClientClass.SHOPPER)).isEqualTo(1);
  }

  @Test
  void theReadsOfABlockShareTheWait() throws Exception {
    RequestSession read = Requests.after(changedBehind(LAG), "wait=9");
    CausalShop.within(
        read,
        () ->
            shop.reads()
                .display(
                    () -> {
                      shop.find("a");
                      return shop.find("a");
                    }));

    List<SeenCommand> reads = shop.seen("find");
    assertThat(reads).hasSize(2);
    assertThat(maxTimeMillis(reads.getLast())).isLessThan(maxTimeMillis(reads.getFirst()));
  }

  @Test
  void whoWouldWaitLongerThanAnOperationMayTakeIsToldForHowLong() throws Exception {
    try (CausalShop hasty = CausalShop.onReplicaSet()) {
      RequestSession change = Requests.first();
      CausalShop.in(change, () -> hasty.insert("a"));
      RequestSession read = Requests.after(change, "wait=9");

      assertThat(hasty.shown(read, "a")).isEqualTo(1);
      assertThat(Requests.applied(read)).contains("wait=" + CausalShop.MAX_TIME.toSeconds());
    }
  }

  /** Strategy two: the primary. */
  @Test
  void thePrimaryAnswersWhenNoReplicaHasCaughtUp() throws Exception {
    RequestSession read = Requests.after(changedBehind());

    assertThat(shop.shown(read, "a")).isEqualTo(2);
    assertThat(servedBy()).isEqualTo(shop.primary());
    assertThat(Requests.applied(read)).containsExactly("served=primary-fallback");
    assertThat(Requests.noises(read)).containsExactly("primary-fallback");
    assertThat(shop.served(Served.PRIMARY_FALLBACK, ClientClass.SHOPPER)).isEqualTo(1);
  }

  /** Strategy three: refuse. */
  @Test
  void nobodyAnswersAStrictRequestWhenNoReplicaHasCaughtUp() throws Exception {
    RequestSession read = Requests.after(changedBehind(), "handling=strict");

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> shop.shown(read, "a"))
        .satisfies(CausalReadsTest::isNotYetConsistent);
    assertThat(shop.seen("find")).noneMatch(seen -> seen.server().equals(shop.primary()));
    assertThat(Requests.applied(read)).containsExactly("handling=strict", "served=refused");
    assertThat(shop.served(Served.REFUSED, ClientClass.SHOPPER)).isEqualTo(1);
  }

  /** Mixed: for so long the replica, then refuse. */
  @Test
  void aStrictRequestIsAnsweredByAReplicaThatCatchesUpInTime() throws Exception {
    RequestSession change = changedBehind(LAG);
    RequestSession tooShort = Requests.after(change, "wait=0, handling=strict");
    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> shop.shown(tooShort, "a"))
        .satisfies(CausalReadsTest::isNotYetConsistent);

    // The token of the refusal is good for the next request, as every token is.
    RequestSession longEnough = Requests.after(tooShort, "wait=9", "handling=strict");
    assertThat(shop.shown(longEnough, "a")).isEqualTo(2);
    assertThat(servedBy()).isEqualTo(stale());
  }

  /** Mixed: for so long the replica, then the primary. */
  @Test
  void thePrimaryIsAskedOnlyWhenTheWaitIsOver() throws Exception {
    RequestSession read = Requests.after(changedBehind(), "wait=1");

    assertThat(shop.shown(read, "a")).isEqualTo(2);
    assertThat(maxTimeMillis(askedOfAReplica())).isBetween(101L, 1_000L);
    assertThat(Requests.applied(read)).containsExactly("served=primary-fallback");
  }

  @Test
  void whoDoesNotWaitIsAnsweredByAReplicaAllTheSame() throws Exception {
    RequestSession before = wrote("a");

    await()
        .untilAsserted(
            () -> {
              shop.shown(Requests.after(before, "wait=0"), "a");
              assertThat(maxTimeMillis(askedOfAReplica())).isBetween(1L, 50L);
            });
  }

  @Test
  void theDefaultWaitIsThatOfTheClassOfClient() throws Exception {
    RequestSession change = changedBehind();
    shop.shown(Requests.after(change), "a");
    SeenCommand shoppers = askedOfAReplica();
    shop.cluster.forgetCommandsSeen();
    shop.shown(Requests.after(ClientClass.SERVICE, change), "a");

    assertThat(maxTimeMillis(shoppers)).isLessThanOrEqualTo(100);
    assertThat(maxTimeMillis(askedOfAReplica())).isBetween(101L, 500L);
    assertThat(shop.served(Served.PRIMARY_FALLBACK, ClientClass.SERVICE)).isEqualTo(1);
  }

  @Test
  void everyKindOfReadIsBoundedByTheWait() throws Exception {
    RequestSession read = Requests.after(wrote("a"), "wait=1");
    CausalShop.within(
        read,
        () ->
            shop.reads()
                .display(
                    () -> {
                      shop.some()
                          .find()
                          .maxTime(5, TimeUnit.SECONDS)
                          .map(Document::size)
                          .into(new ArrayList<>());
                      shop.some()
                          .aggregate(List.of(new Document("$match", new Document())))
                          .maxTime(5, TimeUnit.SECONDS)
                          .first();
                      return shop.some()
                          .countDocuments(
                              new Document(), new CountOptions().maxTime(5, TimeUnit.SECONDS));
                    }));

    List<SeenCommand> reads = new ArrayList<>(shop.seen("find"));
    reads.addAll(shop.seen("aggregate"));
    assertThat(reads).hasSize(3);
    assertThat(reads).allMatch(seen -> !seen.server().equals(shop.primary()));
    assertThat(reads).allMatch(seen -> seen.afterClusterTime().isPresent());
    assertThat(reads).allMatch(seen -> maxTimeMillis(seen) <= 1_000);
  }

  /** No server is asked without a bound. */
  @Test
  void thePrimaryIsBoundedByTheReadsOwnTime() throws Exception {
    for (RequestSession read : List.of(Requests.after(changedBehind()), Requests.first())) {
      CausalShop.within(
          read,
          () ->
              shop.reads()
                  .display(
                      () ->
                          shop.some().find().maxTime(5, TimeUnit.SECONDS).into(new ArrayList<>())));

      assertThat(servedBy()).isEqualTo(shop.primary());
      assertThat(maxTimeMillis(shop.last("find"))).isEqualTo(5_000);
    }
  }

  @Test
  void whatAStaleReplicaHasNotFoundIsFoundOnThePrimary() throws Exception {
    RequestSession before = wrote("a");
    // By someone else: the client's token does not demand it.
    shop.leavesBehind(() -> shop.insert("b"));
    RequestSession read = Requests.after(before);

    assertThat(shop.shown(read, "b")).isEqualTo(1);
    assertThat(askedOfAReplica().server()).isEqualTo(stale());
    assertThat(Requests.applied(read)).containsExactly("served=primary-recheck");
    assertThat(shop.served(Served.PRIMARY_RECHECK, ClientClass.SHOPPER)).isEqualTo(1);
  }

  @Test
  void aProblemOfStatus404IsDecidedOnThePrimaryToo() throws Exception {
    RequestSession before = wrote("a");
    shop.leavesBehind(() -> shop.insert("b"));
    Document found =
        CausalShop.within(
            Requests.after(before, "handling=strict"),
            () ->
                shop.reads()
                    .display(
                        () ->
                            Optional.ofNullable(shop.find("b"))
                                .orElseThrow(() -> Problem.notFound("b").asException())));

    assertThat(found).isNotNull();
  }

  @Test
  void whatDecidesAWriteIsReadFromThePrimary() throws Exception {
    RequestSession before = wrote("a");
    shop.leavesBehind(() -> shop.setVersion("a", 2));
    MongoCollection<Document> some =
        shop.some().withWriteConcern(WriteConcern.W1).withReadConcern(ReadConcern.LOCAL);
    Bson a = Filters.eq("_id", "a");
    CausalShop.within(
        Requests.after(before),
        () ->
            shop.reads()
                .display(
                    () -> {
                      int version =
                          Objects.requireNonNull(some.find(a).first()).getInteger("version");
                      return some.updateOne(a, Updates.set("version", version + 1));
                    }));

    assertThat(some.find(a).first()).containsEntry("version", 3);
    assertThat(shop.seen("update")).hasSize(1);
  }

  @Test
  void partnersThatCanBearItAreShownWhatAReplicaHas() throws Exception {
    changedBehind();
    RequestSession service = Requests.first(ClientClass.SERVICE, "consistency=eventual");
    RequestSession shopper = Requests.first(ClientClass.SHOPPER, "consistency=eventual");

    assertThat(shop.shown(service, "a")).isEqualTo(1);
    assertThat(Requests.applied(service)).contains("consistency=eventual");
    assertThat(shop.shown(shopper, "a")).isEqualTo(2);
  }

  @Test
  void aTokenCountsMoreThanThatOldAnswersAreBorne() throws Exception {
    RequestSession read =
        Requests.after(ClientClass.SERVICE, changedBehind(), "consistency=eventual");

    assertThat(shop.shown(read, "a")).isEqualTo(2);
    assertThat(maxTimeMillis(askedOfAReplica())).isLessThanOrEqualTo(500);
    assertThat(Requests.applied(read)).containsExactly("served=primary-fallback");
  }

  @Test
  void whoseTokenIsRefusedByAReplicaIsAnsweredByThePrimary() throws Exception {
    RequestSession before = wrote("a");
    shop.leavesBehind(() -> shop.setVersion("a", 2));
    RequestSession read = Requests.after(before);
    shop.cluster.failNext(seen -> seen.name().equals("find"), 211);

    assertThat(shop.shown(read, "a")).isEqualTo(2);
    assertThat(Requests.faults(read)).containsExactly(TokenFault.REFUSED);
    assertThat(servedBy()).isEqualTo(shop.primary());
    assertThat(shop.served(Served.PRIMARY, ClientClass.SHOPPER)).isEqualTo(1);
  }

  @Test
  void replicasThatAreCutOffAreReplacedByThePrimary() throws Exception {
    RequestSession read = Requests.after(wrote("a"));
    String primary = shop.primary();
    // The driver tries twice by itself.
    for (int tries = 0; tries < 2; tries++) {
      shop.cluster.cutBeforeNext(
          seen -> seen.name().equals("find") && !seen.server().equals(primary));
    }

    assertThat(shop.shown(read, "a")).isEqualTo(1);
    assertThat(servedBy()).isEqualTo(primary);
    assertThat(Requests.applied(read)).containsExactly("served=primary-fallback");
  }

  /** As when it is elected, and as when it catches up after a restart. */
  @ParameterizedTest
  @ValueSource(ints = {10107, 13436})
  void replicasThatAreOutOfTheirRoleAreReplacedByThePrimary(int code) throws Exception {
    RequestSession read = Requests.after(wrote("a"));
    // The driver tries twice by itself, also at the primary.
    for (int tries = 0; tries < 2; tries++) {
      shop.cluster.failNext(seen -> seen.name().equals("find"), code);
    }

    assertThat(shop.shown(read, "a")).isEqualTo(1);
    assertThat(servedBy()).isEqualTo(shop.primary());
    assertThat(Requests.applied(read)).containsExactly("served=primary-fallback");
    assertThat(shop.cluster.allFaultsHappened()).isTrue();
  }

  @Test
  void withoutAnyReplicaThePrimaryAnswersUnlessTheRequestIsStrict() throws Exception {
    try (CausalShop alone = CausalShop.onReplicaSet(1, new CausalShop.Settings(), MAX_TIME)) {
      RequestSession before = Requests.first();
      CausalShop.in(before, () -> alone.insert("a"));

      assertThat(alone.shown(Requests.after(before), "a")).isEqualTo(1);
      assertThatExceptionOfType(ProblemException.class)
          .isThrownBy(() -> alone.shown(Requests.after(before, "handling=strict"), "a"))
          .satisfies(CausalReadsTest::isNotYetConsistent);
    }
  }

  @Test
  void replicasCanBeSwitchedOff() throws Exception {
    ReadsConfig off =
        new CausalShop.Settings(
            false, ReadsConfig.Members.SECONDARIES, Duration.ZERO, Duration.ZERO);
    try (CausalShop settled = CausalShop.onReplicaSet(3, off, MAX_TIME)) {
      RequestSession before = Requests.first();
      CausalShop.in(before, () -> settled.insert("a"));

      assertThat(settled.shown(Requests.after(before), "a")).isEqualTo(1);
      assertThat(settled.last("find").server()).isEqualTo(settled.primary());
      assertThat(settled.last("find").afterClusterTime()).isPresent();
      assertThat(settled.served(Served.PRIMARY, ClientClass.SHOPPER)).isEqualTo(1);
    }
  }

  /** 262 is what a shard says; the driver asks once more by itself. */
  @ParameterizedTest
  @CsvSource({"50, 1", "262, 2"})
  void aPrimaryThatIsTooLateIsNotYetConsistent(int code, int times) throws Exception {
    RequestSession read = Requests.after(changedBehind());
    String primary = shop.primary();
    for (int time = 0; time < times; time++) {
      shop.cluster.failNext(
          seen -> seen.name().equals("find") && seen.server().equals(primary), code);
    }

    assertThatExceptionOfType(ProblemException.class)
        .isThrownBy(() -> shop.shown(read, "a"))
        .satisfies(CausalReadsTest::isNotYetConsistent);
    assertThat(shop.cluster.allFaultsHappened()).isTrue();
  }

  @Test
  void whenNobodyHasItItIsNeverAnOldAnswer() throws Exception {
    RequestSession change = changedBehind();
    shop.cluster.kill(shop.cluster.primary().orElseThrow());

    assertThatThrownBy(() -> shop.shown(Requests.after(change), "a"))
        .isInstanceOfSatisfying(
            MongoException.class,
            failure ->
                assertThat(StoreFaults.problemOf(failure, false))
                    .matches(problem -> problem.code() == ProblemCode.NO_PRIMARY)
                    .matches(problem -> problem.members().containsKey("retryAfter")));
  }

  @ParameterizedTest
  @ValueSource(ints = {10107, 13435, 13436, 189, 11602})
  void whatNoPrimaryAnswersIsA503ThatSaysWhenToTryAgain(int code) throws Exception {
    wrote("a");
    for (int tries = 0; tries < 2; tries++) {
      shop.cluster.failNext(seen -> seen.name().equals("find"), code);
    }

    assertThatThrownBy(() -> shop.shown(Requests.first(), "a"))
        .isInstanceOfSatisfying(
            MongoException.class,
            failure ->
                assertThat(StoreFaults.problemOf(failure, false))
                    .matches(problem -> problem.code() == ProblemCode.NO_PRIMARY)
                    .matches(problem -> problem.members().containsKey("retryAfter")));
  }

  /**
   * As a router says it of a shard whose primary has died: the cluster's own rehearsal got a 500.
   */
  @ParameterizedTest
  @ValueSource(ints = {6, 7, 89, 133, 134, 202, 9001})
  void aReadOfAShardThatIsAwayIsA503ThatSaysWhenToTryAgain(int code) throws Exception {
    wrote("a");
    for (int tries = 0; tries < 2; tries++) {
      shop.cluster.failNext(seen -> seen.name().equals("find"), code);
    }

    assertThatThrownBy(() -> shop.shown(Requests.first(), "a"))
        .isInstanceOfSatisfying(
            MongoException.class,
            failure ->
                assertThat(StoreFaults.problemOf(failure, false))
                    .matches(problem -> problem.code() == ProblemCode.NO_PRIMARY)
                    .matches(problem -> problem.members().containsKey("retryAfter")));
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 89, 133, 134, 202, 9001})
  void aReplicaOfAShardThatIsAwayLeavesTheReadToThePrimary(int code) throws Exception {
    RequestSession before = Requests.first();
    CausalShop.in(before, () -> shop.insert("a"));
    for (int tries = 0; tries < 2; tries++) {
      shop.cluster.failNext(
          seen -> seen.name().equals("find") && !seen.server().equals(shop.primary()), code);
    }

    assertThat(shop.shown(Requests.after(before), "a")).isEqualTo(1);
    assertThat(shop.last("find").server()).isEqualTo(shop.primary());
  }

  /** A router may have sent it on before it lost the shard. */
  @ParameterizedTest
  @ValueSource(ints = {6, 89, 133, 202, 9001, 189, 10107, 11602})
  void aWriteToAShardThatIsAwayHasAnUnknownOutcome(int code) {
    ServerAddress router = new ServerAddress();
    MongoException ofDocument =
        new MongoWriteException(
            new WriteError(code, "away", new BsonDocument()), router, List.of());

    assertThat(StoreFaults.problemOf(ofDocument, true))
        .matches(problem -> problem.code() == ProblemCode.OUTCOME_UNKNOWN)
        .matches(problem -> problem.members().containsKey("retryAfter"));
    assertThat(StoreFaults.isRefused(ofDocument)).isFalse();
  }

  @Test
  void aWriteThatAUniqueIndexRefusedHasNotTakenPlace() {
    MongoException taken =
        new MongoWriteException(
            new WriteError(StoreFaults.DUPLICATE_KEY, "taken", new BsonDocument()),
            new ServerAddress(),
            List.of());

    assertThat(StoreFaults.isRefused(taken)).isTrue();
    assertThat(StoreFaults.problemOf(taken, true)).isNull();
  }

  @Test
  void outOfTimeIsA503ThatSaysWhenToTryAgain() {
    MongoException failure = new MongoExecutionTimeoutException(50, "late");

    assertThat(StoreFaults.problemOf(failure, false))
        .matches(problem -> problem.code() == ProblemCode.DATABASE_TOO_SLOW)
        .matches(problem -> problem.members().containsKey("retryAfter"));
    assertThat(StoreFaults.problemOf(failure, true))
        .matches(problem -> problem.code() == ProblemCode.OUTCOME_UNKNOWN)
        .matches(problem -> problem.members().containsKey("retryAfter"));
  }

  @Test
  void refusesWaitsThatNoClientMayAsk() {
    for (Duration wrong : List.of(Duration.ofMillis(-1), Duration.ofSeconds(11))) {
      assertThatThrownBy(
              () ->
                  new CausalReads(
                      shop.store(),
                      new CausalShop.Settings(
                          true, ReadsConfig.Members.NEAREST, wrong, Duration.ZERO),
                      new SimpleMeterRegistry()))
          .hasMessageContaining("shopper-wait");
    }
  }

  private static void isNotYetConsistent(ProblemException refused) {
    assertThat(refused.problem().code()).isEqualTo(ProblemCode.NOT_YET_CONSISTENT);
    assertThat(refused.problem().members()).containsEntry("retryAfter", 1);
  }

  private RequestSession wrote(String id) throws Exception {
    RequestSession request = Requests.first();
    CausalShop.in(request, () -> shop.insert(id));
    shop.cluster.forgetCommandsSeen();
    return request;
  }

  /** The request that has changed "a" from 1 to 2, of which the only replica has not heard. */
  private RequestSession changedBehind() throws Exception {
    RequestSession request = Requests.after(wrote("a"));
    shop.leavesBehind(inSession(request));
    return request;
  }

  /** The same, but that the replica hears of it after a while. */
  private RequestSession changedBehind(Duration lag) throws Exception {
    RequestSession request = Requests.after(wrote("a"));
    shop.leavesBehind(lag, inSession(request));
    return request;
  }

  private Runnable inSession(RequestSession request) {
    return () -> {
      try {
        CausalShop.in(request, () -> shop.setVersion("a", 2));
      } catch (Exception failure) {
        throw new IllegalStateException(failure);
      }
    };
  }

  private String stale() {
    return "member " + shop.stale();
  }

  private String servedBy() {
    return shop.last("find").server();
  }

  private SeenCommand askedOfAReplica() {
    return shop.seen("find").stream()
        .filter(seen -> !seen.server().equals(shop.primary()))
        .findFirst()
        .orElseThrow();
  }

  private static long maxTimeMillis(SeenCommand seen) {
    return seen.body().getNumber("maxTimeMS").longValue();
  }
}
