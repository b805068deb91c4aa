package io.saleproof.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.MongoException;
import io.saleproof.cache.CacheForTests;
import io.saleproof.cache.CacheKey;
import io.saleproof.cache.CacheKind;
import io.saleproof.cache.Entry;
import io.saleproof.cache.Loaded;
import io.saleproof.cache.Loader;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.session.ClientClass;
import io.saleproof.session.RequestSession;
import io.saleproof.session.Requests;
import io.saleproof.session.SessionTimes;
import io.saleproof.session.TokenFault;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a cache of one process may show to whom, on a cluster with replicas that are behind. */
class CachedReadsTest {

  private static final CacheKey KEY =
      new CacheKey(new CacheKind("things", Duration.ofMinutes(1)), "a");
  private static final CachedThing THING = CachedThing.timed(KEY, "a");
  private static final Duration REMEMBERED = Duration.ofSeconds(30);
  private static final Duration OLDEST_WITHOUT_PRIMARY = Duration.ofMinutes(10);

  private final CausalShop shop = CausalShop.onReplicaSet();
  private final CachedReads cache =
      new CachedReads(
          shop.store(), shop.reads(), Clock.systemUTC(), REMEMBERED, OLDEST_WITHOUT_PRIMARY);

  @AfterEach
  void stop() {
    shop.close();
  }

  @Test
  void anyoneWithoutDemandsIsServed() throws Exception {
    shop.insert("a");
    Entry kept = load(Requests.first(), null);
    shop.setVersion("a", 2);

    assertThat(suits(Requests.first(), kept)).isTrue();
  }

  @Test
  void whoHasChangedItIsServedItsChange() throws Exception {
    shop.insert("a");
    Entry kept = load(Requests.first(), null);
    RequestSession change = changed(2);
    RequestSession read = Requests.after(change);

    assertThat(suits(read, kept)).isFalse();
    Entry anew = load(read, kept);
    assertThat(value(anew)).isEqualTo(2);
    assertThat(suits(Requests.after(change), anew)).isTrue();
  }

  @Test
  void whatIsReadAnewIsNotReadFromAReplicaThatIsOlder() throws Exception {
    shop.insert("a");
    Entry old = load(Requests.first(), null);
    shop.leavesBehind(() -> shop.setVersion("a", 2));
    Entry kept = load(Requests.first(), old);
    assertThat(value(kept)).isEqualTo(2);

    Entry again = load(Requests.first(ClientClass.SERVICE, "consistency=eventual"), kept);
    assertThat(value(again)).isEqualTo(2);
  }

  @Test
  void whoHasBeenShownItIsServedNothingOlder() throws Exception {
    shop.insert("a");
    Entry elsewhere = load(Requests.first(), null);
    shop.setVersion("a", 2);
    RequestSession read = Requests.first();
    Entry here = load(read, null);
    CausalShop.in(read, () -> cache.shown(read, THING, here));
    RequestSession next = Requests.after(read);

    assertThat(suits(next, elsewhere)).isFalse();
    assertThat(value(load(next, elsewhere))).isEqualTo(2);
  }

  @Test
  void whatIsReadAnewCoversWhatWasSeenBefore() throws Exception {
    shop.insert("a");
    Entry first = load(Requests.first(), null);
    hasSeen("b");
    Entry same = load(Requests.first(), first);

    assertThat(same.tag()).isEqualTo(first.tag());
    assertThat(same.stamp().covers()).isGreaterThan(first.stamp().covers());
    assertThat(same.stamp().covers()).isGreaterThanOrEqualTo(first.since());
  }

  @Test
  void whoHasATokenIsServedNothingOlderThanTokensRemember() throws Exception {
    shop.insert("a");
    Entry kept = load(Requests.first(), null);
    hasSeen("b");
    RequestSession read = Requests.first();
    CausalShop.in(read, () -> shop.find("a"));

    assertThat(suits(later(), Requests.after(read), kept)).isFalse();
    assertThat(suits(later(), Requests.first(), kept)).isTrue();
  }

  @Test
  void whoComesBackIsServedNothingOldThoughTheirTokenHasForgottenWhatItWas() throws Exception {
    shop.insert("a");
    Entry kept = load(Requests.first(), null);
    RequestSession back = Requests.after(Requests.first());

    assertThat(back.demanded()).isEmpty();
    assertThat(suits(back, kept)).isTrue();
    assertThat(suits(later(), back, kept)).isFalse();
  }

  @Test
  void whoHasChangedMoreThanATokenNamesIsNotServedWhatALateReplicaShowed() throws Exception {
    Entry kept = asOfALateReplica();
    RequestSession writer = Requests.first();
    write(writer, "a", 2);
    for (int i = 0; i < 8; i++) {
      write(writer, "b" + i, 1);
    }
    assertThat(value(kept)).isEqualTo(1);

    RequestSession next = Requests.after(writer);
    assertThat(next.floor()).isPositive();
    assertThat(suits(next, kept)).isFalse();
    assertThat(value(load(next, kept))).isEqualTo(2);
    assertThat(suits(next, load(next, kept))).isTrue();
  }

  @Test
  void whatALateReplicaShowedIsNotNewBecauseItWasReadNow() throws Exception {
    Entry kept = asOfALateReplica();
    RequestSession writer = Requests.first();
    write(writer, "a", 2);
    assertThat(value(kept)).isEqualTo(1);

    RequestSession forgetful = Requests.demanding(writer.times());
    assertThat(suits(later(), forgetful, kept)).isFalse();
  }

  @Test
  void whatIsReadForARefusedTokenCoversNothingThatIsYetToCome() throws Exception {
    SessionTimes now = hasSeen("a").times();
    RequestSession ahead =
        Requests.demanding(
            new SessionTimes(now.clusterTime(), now.operationTime() + (30L << Integer.SIZE)));
    Entry kept = load(ahead, null);
    assertThat(value(kept)).isEqualTo(1);
    assertThat(Requests.faults(ahead)).containsExactly(TokenFault.REFUSED);

    assertThat(suits(Requests.after(changed(2)), kept)).isFalse();
  }

  /** The same cache when tokens of now have forgotten what they saw. */
  private CachedReads later() {
    return in(Duration.ofSeconds(31));
  }

  /** The same cache after so long in which the database has heard of nothing. */
  private CachedReads in(Duration time) {
    return new CachedReads(
        shop.store(),
        shop.reads(),
        Clock.offset(Clock.systemUTC(), time),
        REMEMBERED,
        OLDEST_WITHOUT_PRIMARY);
  }

  private RequestSession hasSeen(String id) throws Exception {
    shop.insert(id);
    RequestSession request = Requests.first();
    CausalShop.in(request, () -> shop.find(id));
    return request;
  }

  private void write(RequestSession request, String id, int version) {
    try {
      CausalShop.in(
          request,
          () -> {
            if (version == 1) {
              shop.insert(id);
            } else {
              shop.setVersion(id, version);
            }
            cache.changed(CachedThing.timed(KEY, id), 0);
          });
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }

  /** Something that is older than the time at which it was read: the first version of "a". */
  private Entry asOfALateReplica() throws Exception {
    shop.insert("a");
    Loaded first = CausalShop.within(Requests.first(), () -> cache.loader(this::read).load(0));
    return CacheForTests.entry(KEY, first, Clock.systemUTC().millis() + 60_000);
  }

  @Test
  void noReplicaThatIsBehindIsReadForTheCache() throws Exception {
    RequestSession other = hasSeen("a");
    RequestSession writer = Requests.first();
    shop.leavesBehind(() -> write(writer, "a", 2));

    assertThat(value(load(Requests.after(other), null))).isEqualTo(2);
  }

  @Test
  void whoSawWhatHasLongBeenSoIsHeldToNothing() throws Exception {
    shop.insert("a");
    Entry kept = load(Requests.first(), null);
    RequestSession read = Requests.first();
    cache.shown(
        read,
        THING,
        CacheForTests.since(kept, Clock.systemUTC().instant().getEpochSecond() - 60 << 32));

    RequestSession next = Requests.after(read);
    assertThat(next.demandedVersion("a")).isEmpty();
  }

  @Test
  void whatIsWrittenWhileItIsBeingReadIsNotCovered() throws Exception {
    shop.insert("a");
    RequestSession writer = Requests.first();
    Loader overtaken =
        cache.loader(
            () -> {
              Shown first = read();
              write(writer, "a", 2);
              assertThat(read().tag()).as("the second look of the same loading").isEqualTo("2");
              return first;
            });

    Loaded loaded = CausalShop.within(Requests.first(), () -> overtaken.load(0));
    Entry kept = CacheForTests.entry(KEY, loaded, Clock.systemUTC().millis());

    assertThat(value(kept)).isEqualTo(1);
    assertThat(suits(Requests.after(writer), kept)).isFalse();
  }

  @Test
  void withoutAPrimaryASecondaryIsShownUpToTheBoundAndThenNothing() throws Exception {
    shop.insert("a");
    shop.cluster.depose();
    Duration little = Duration.ofSeconds(30);

    Entry within = load(in(OLDEST_WITHOUT_PRIMARY.minus(little)), Requests.first(), null);
    assertThat(value(within)).isEqualTo(1);
    assertThatThrownBy(() -> load(in(OLDEST_WITHOUT_PRIMARY.plus(little)), Requests.first(), null))
        .isInstanceOfSatisfying(
            MongoException.class,
            failure ->
                assertThat(StoreFaults.problemOf(failure, false))
                    .extracting(Problem::code)
                    .isEqualTo(ProblemCode.NO_PRIMARY));
    assertThat(shop.seen("find")).as("nobody was asked in vain").isNotEmpty();
  }

  private RequestSession changed(int version) throws Exception {
    RequestSession request = Requests.first();
    CausalShop.in(
        request,
        () -> {
          shop.setVersion("a", version);
          cache.changed(THING, 0);
        });
    return request;
  }

  private boolean suits(RequestSession request, Entry kept) {
    return suits(cache, request, kept);
  }

  private static boolean suits(CachedReads by, RequestSession request, Entry kept) {
    return by.demand(request, THING).isMetBy(kept);
  }

  private Entry load(RequestSession request, @Nullable Entry before) throws Exception {
    return load(cache, request, before);
  }

  private Entry load(CachedReads by, RequestSession request, @Nullable Entry before)
      throws Exception {
    long demanded = by.demand(request, THING).minCovers();
    long atLeast = before == null ? demanded : Math.max(demanded, before.since());
    long begun = Clock.systemUTC().millis();
    return CausalShop.within(
        request, () -> CacheForTests.entry(KEY, by.loader(this::read).load(atLeast), begun));
  }

  /** As the catalogue does: from a secondary when there is no primary. */
  private Shown read() {
    Document found = shop.store().relaxed(CausalShop.SOME).find(new Document("_id", "a")).first();
    String version = String.valueOf(Objects.requireNonNull(found).getInteger("version"));
    return Shown.timed(version.getBytes(StandardCharsets.UTF_8), version, null);
  }

  private static int value(Entry entry) {
    return Integer.parseInt(new String(entry.body(), StandardCharsets.UTF_8));
  }
}
