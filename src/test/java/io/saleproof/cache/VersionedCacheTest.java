package io.saleproof.cache;

import static io.saleproof.cache.Things.KEY;
import static io.saleproof.cache.Things.NOW;
import static io.saleproof.cache.Things.loaded;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.ProblemException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class VersionedCacheTest {

  private final SetClock clock = new SetClock(NOW);
  private final RedisModel redis = new RedisModel();
  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final List<Runnable> background = new ArrayList<>();
  private final AtomicInteger loads = new AtomicInteger();
  private final VersionedCache cache = instance(direct());

  @Test
  void firstIsLoadedThenHeld() {
    Answer first = get(Stamp.of(1, 1));
    Answer second = get(Stamp.of(2, 2));

    assertThat(first.source()).isEqualTo(Source.LOADED);
    assertThat(first.stored()).isTrue();
    assertThat(second.source()).isEqualTo(Source.MEMORY);
    assertThat(second.entry()).isSameAs(first.entry());
    assertThat(count("memory")).isEqualTo(1);
    assertThat(count("loaded")).isEqualTo(1);
  }

  @Test
  void otherInstanceFindsItInRedis() {
    get(Stamp.of(1, 1));

    Answer found = instance(direct()).find(KEY, Demand.NONE).result();

    assertThat(found).isNotNull();
    assertThat(found.source()).isEqualTo(Source.REDIS);
    assertThat(found.cacheStatus(NOW)).isEqualTo("saleproof; hit; ttl=30; detail=redis");
  }

  /** Its age is all that was promised of a list; who changes it must not keep others from it. */
  @Test
  void whatHasNoVersionIsAnsweredThoughItChangesWheneverItIsRead() {
    long time = 1L << 50;
    for (int read = 0; read < 10; read++) {
      long now = time + 2L * read;
      Answer answer =
          cache.get(
              KEY,
              Demand.NONE,
              at -> {
                cache.changed(Map.of(KEY, Stamp.at(now + 1)));
                return loaded(Stamp.at(now));
              });
      assertThat(answer.source()).isEqualTo(Source.LOADED);
      assertThat(answer.entry().stamp()).isEqualTo(Stamp.at(now));
      assertThat(cache.peek(KEY, Demand.NONE)).as("older than is known, so not kept").isNull();
    }
    Answer last = get(Stamp.at(time + 100));
    assertThat(cache.peek(KEY, Demand.NONE).entry()).isSameAs(last.entry());
  }

  @Test
  void whatHasNoVersionGoesNoFurtherBackThanItWasAnswered() {
    long time = 1L << 50;
    get(Stamp.at(time + 5));
    cache.changed(Map.of(KEY, Stamp.at(time + 9)));

    assertThatThrownBy(() -> get(Stamp.at(time + 4)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.problem().code()).isEqualTo(ProblemCode.NO_PRIMARY));
    assertThat(get(Stamp.at(time + 5)).entry().stamp()).isEqualTo(Stamp.at(time + 5));
  }

  @Test
  void nothingIsServedBeyondItsBound() {
    get(Stamp.of(1, 1));
    clock.set(NOW + 30_000);

    assertThat(cache.peek(KEY, Demand.NONE)).isNull();
    assertThat(cache.find(KEY, Demand.NONE).result()).isNull();
    assertThat(get(Stamp.of(2, 2)).entry().stamp()).isEqualTo(Stamp.of(2, 2));
  }

  @Test
  void whatHasNotChangedHasBeenSoSinceItWasFirstSeen() {
    cache.get(KEY, Demand.NONE, at -> new Loaded(Stamp.at(10), 12, new byte[3], "same", null));
    clock.set(NOW + 31_000);
    Answer again =
        cache.get(KEY, Demand.NONE, at -> new Loaded(Stamp.at(20), 22, new byte[3], "same", null));
    clock.set(NOW + 62_000);
    Answer other =
        cache.get(KEY, Demand.NONE, at -> new Loaded(Stamp.at(30), 32, new byte[4], "new", null));

    assertThat(again.entry().since()).isEqualTo(12);
    assertThat(other.entry().since()).isEqualTo(32);
  }

  @Test
  void demandsThatAreNotMetAreLoadedFor() {
    get(Stamp.of(1, 10));

    assertThat(cache.peek(KEY, new Demand(2, 0, 0))).isNull();
    assertThat(cache.peek(KEY, new Demand(0, 11, 0))).isNull();
    assertThat(cache.peek(KEY, new Demand(0, 0, NOW + 1))).isNull();
    assertThat(cache.peek(KEY, new Demand(1, 10, NOW))).isNotNull();
    List<Long> asked = new ArrayList<>();
    Answer answer =
        cache.get(
            KEY,
            new Demand(2, 11, 0),
            atLeast -> {
              asked.add(atLeast);
              return loaded(Stamp.of(asked.size(), 11));
            });
    assertThat(answer.entry().stamp().version()).isEqualTo(2);
    assertThat(asked).containsExactly(11L, Loader.CURRENT);
  }

  @Test
  void writersStateIsServedAtOnceAndOlderOnesNeverAgain() {
    get(Stamp.of(1, 1));
    cache.put(KEY, loaded(Stamp.of(2, 2)));
    cache.put(KEY, loaded(Stamp.of(1, 9)));

    Answer held = cache.peek(KEY, Demand.NONE);

    assertThat(held).isNotNull();
    assertThat(held.entry().stamp()).isEqualTo(Stamp.of(2, 2));
    assertThat(redis.slot(KEY).stamp()).isEqualTo(Stamp.of(2, 2));
  }

  @Test
  void changeIsHeardByOthers() {
    VersionedCache other = instance(direct());
    get(Stamp.of(1, 1));
    assertThat(other.find(KEY, Demand.NONE).result()).isNotNull();

    cache.changed(Map.of(KEY, Stamp.of(2, 2)));

    assertThat(cache.peek(KEY, Demand.NONE)).isNull();
    assertThat(other.peek(KEY, Demand.NONE)).isNull();
    assertThat(redis.read(KEY)).isNull();
  }

  @Test
  void replicaThatIsBehindIsNotBelieved() {
    cache.put(KEY, loaded(Stamp.of(5, 50)));
    clock.set(NOW + 31_000);

    assertThatThrownBy(() -> get(Stamp.of(4, 60)))
        .isInstanceOfSatisfying(
            ProblemException.class,
            problem -> assertThat(problem.problem().code()).isEqualTo(ProblemCode.NO_PRIMARY));
    assertThat(get(Stamp.of(5, 60)).source()).isEqualTo(Source.LOADED);
  }

  @Test
  void doubtMakesSuspectUntilRedisWasAsked() {
    Doubtful shared = new Doubtful(redis);
    VersionedCache mine = instance(shared);
    mine.put(KEY, loaded(Stamp.of(1, 1)));

    shared.doubt();

    assertThat(mine.peek(KEY, Demand.NONE)).isNull();
    assertThat(mine.find(KEY, Demand.NONE).result())
        .extracting(Answer::source)
        .isEqualTo(Source.REDIS);
    assertThat(mine.peek(KEY, Demand.NONE)).isNotNull();
  }

  @Test
  void suspectIsServedWithinItsBoundIfNothingElseCanBeHad() {
    Doubtful shared = new Doubtful(redis);
    VersionedCache mine = instance(shared);
    mine.put(KEY, loaded(Stamp.of(1, 1)));
    shared.doubt();
    shared.gone = true;
    Loader broken = at -> fail(ProblemCode.NO_PRIMARY);

    Answer stale = mine.get(KEY, Demand.NONE, broken);

    assertThat(stale.source()).isEqualTo(Source.STALE);
    assertThat(stale.cacheStatus(NOW)).isEqualTo("saleproof; hit; fwd=stale; ttl=30");
    assertThatThrownBy(() -> mine.get(KEY, new Demand(2, 0, 0), broken))
        .isInstanceOf(ProblemException.class);
    clock.set(NOW + 30_000);
    assertThatThrownBy(() -> mine.get(KEY, Demand.NONE, broken))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void whatTheClientDidWrongIsNotAnsweredWithSomethingOld() {
    Doubtful shared = new Doubtful(redis);
    VersionedCache mine = instance(shared);
    mine.put(KEY, loaded(Stamp.of(1, 1)));
    shared.doubt();
    shared.gone = true;

    assertThatThrownBy(() -> mine.get(KEY, Demand.NONE, at -> fail(ProblemCode.INVALID_CURSOR)))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void withoutRedisMemoryGoesOn() {
    Doubtful shared = new Doubtful(redis);
    shared.gone = true;
    VersionedCache mine = instance(shared);

    assertThat(mine.get(KEY, Demand.NONE, at -> loaded(Stamp.of(1, 1))).source())
        .isEqualTo(Source.LOADED);
    assertThat(mine.find(KEY, Demand.NONE).result())
        .extracting(Answer::source)
        .isEqualTo(Source.MEMORY);
    mine.put(KEY, loaded(Stamp.of(2, 2)));
    mine.changed(Map.of(KEY, Stamp.of(3, 3)));
    assertThat(mine.peek(KEY, Demand.NONE)).isNull();
  }

  @Test
  void failedLoadIsNotKeptAndItsLeaseIsGivenBack() {
    assertThatThrownBy(() -> cache.get(KEY, Demand.NONE, at -> fail(ProblemCode.NO_PRIMARY)))
        .isInstanceOf(ProblemException.class);

    assertThat(redis.slot(KEY).lease()).isNull();
    assertThat(get(Stamp.of(1, 1)).source()).isEqualTo(Source.LOADED);
  }

  @Test
  void hotEntryIsLoadedAnewBeforeItIsTooOld() {
    get(Stamp.of(1, 1));
    for (int i = 0; i < 3; i++) {
      assertThat(cache.peek(KEY, Demand.NONE)).isNotNull();
    }
    clock.set(NOW + 25_000);

    Answer hit = cache.peek(KEY, Demand.NONE, at -> loaded(Stamp.of(2, 2)));
    assertThat(hit).as("still a hit").isNotNull();
    assertThat(hit.entry().stamp()).isEqualTo(Stamp.of(1, 1));
    get(Stamp.of(3, 3));
    assertThat(background).as("once").hasSize(1);
    background.getFirst().run();

    Answer refreshed = cache.peek(KEY, Demand.NONE);
    assertThat(refreshed).isNotNull();
    assertThat(refreshed.entry().stamp()).isEqualTo(Stamp.of(2, 2));
    assertThat(refreshed.entry().freshUntil()).isEqualTo(NOW + 55_000);
  }

  @Test
  void coldEntryIsNotLoadedEarly() {
    get(Stamp.of(1, 1));
    clock.set(NOW + 25_000);

    get(Stamp.of(2, 2));

    assertThat(background).isEmpty();
  }

  @Test
  void parallelMissesAreOneLoad() throws Exception {
    int requests = 500;
    CountDownLatch all = new CountDownLatch(requests);
    Callable<Answer> request =
        () -> {
          all.countDown();
          return cache.get(
              KEY,
              Demand.NONE,
              at -> {
                // Not before all have come.
                await(all);
                loads.incrementAndGet();
                return loaded(Stamp.of(1, 1));
              });
        };
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<java.util.concurrent.Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < requests; i++) {
        answers.add(threads.submit(request));
      }
      for (java.util.concurrent.Future<Answer> answer : answers) {
        assertThat(answer.get().entry().stamp()).isEqualTo(Stamp.of(1, 1));
      }
    }
    assertThat(loads).hasValue(1);
    assertThat(count("joined") + count("memory")).isEqualTo(requests - 1);
  }

  @Test
  void loadsAreBoundedAndWhoFindsNoPlaceIsToldSo() throws Exception {
    int places = TestConfig.small().loads();
    CountDownLatch running = new CountDownLatch(places);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < places; i++) {
        CacheKey key = new CacheKey(Things.KIND, "busy " + i);
        threads.submit(
            () ->
                cache.get(
                    key,
                    Demand.NONE,
                    at -> {
                      running.countDown();
                      await(end);
                      return loaded(Stamp.of(1, 1));
                    }));
      }
      running.await();

      try {
        assertThatThrownBy(() -> get(Stamp.of(1, 1)))
            .isInstanceOfSatisfying(
                ProblemException.class,
                problem -> {
                  assertThat(problem.problem().code()).isEqualTo(ProblemCode.OVERLOADED);
                  assertThat(problem.problem().members()).containsKey("retryAfter");
                });
        assertThat(loads).hasValue(0);
        assertThat(redis.slot(KEY).lease()).as("others may try").isNull();
        assertThat(registry.get("saleproof.cache.loads.running").gauge().value()).isEqualTo(places);
      } finally {
        end.countDown();
      }
    }
    assertThat(get(Stamp.of(1, 1)).source()).isEqualTo(Source.LOADED);
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException interrupted) {
      throw new IllegalStateException(interrupted);
    }
  }

  private static Loaded fail(ProblemCode code) {
    throw Problem.of(code, "as planted").asException();
  }

  private Answer get(Stamp stamp) {
    return cache.get(
        KEY,
        Demand.NONE,
        atLeast -> {
          loads.incrementAndGet();
          return loaded(stamp);
        });
  }

  private double count(String result) {
    return registry.get("saleproof.cache.requests").tag("result", result).functionCounter().count();
  }

  private SharedCache direct() {
    return new Doubtful(redis);
  }

  private VersionedCache instance(SharedCache shared) {
    TestConfig small = TestConfig.small();
    return new VersionedCache(
        shared,
        small.withHotHits(3),
        clock,
        new CacheMeters(registry),
        new Memory(small.memory().asLongValue(), new Marks(100)),
        Waits.REAL,
        background::add,
        () -> 1);
  }

  /** Can be gone, and can be doubted. */
  private static final class Doubtful extends ModelledCache {
    private @Nullable Listener listener;
    boolean gone;

    Doubtful(RedisModel redis) {
      super(redis, Course.DIRECT);
    }

    void doubt() {
      if (listener != null) {
        listener.doubt();
      }
    }

    @Override
    public void listen(Listener mine) {
      listener = mine;
      super.listen(mine);
    }

    @Override
    public Future<@Nullable Entry> read(CacheKey key) {
      return gone ? Future.failedFuture("gone") : super.read(key);
    }

    @Override
    public Future<Turn> acquire(CacheKey key, @Nullable Entry refused, long now) {
      return gone ? Future.failedFuture("gone") : super.acquire(key, refused, now);
    }

    @Override
    public Future<Boolean> store(CacheKey key, Entry entry, @Nullable String lease) {
      return gone ? Future.failedFuture("gone") : super.store(key, entry, lease);
    }

    @Override
    public Future<Void> mark(Map<CacheKey, Stamp> stamps) {
      return gone ? Future.failedFuture("gone") : super.mark(stamps);
    }
  }
}
