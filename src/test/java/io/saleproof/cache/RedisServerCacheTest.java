package io.saleproof.cache;

import static io.saleproof.cache.Things.KIND;
import static io.saleproof.cache.Things.NOW;
import static io.saleproof.cache.Things.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.redis.RedisServerForTests;
import io.saleproof.redis.RedisTrouble;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The cache's contract on one real server, and what Redis itself does to what is kept. */
class RedisServerCacheTest extends RedisCacheContract {

  @TempDir static Path folder;

  private static RedisServerForTests server;
  private static RedisInstances instances;

  private final CacheKey own = new CacheKey(KIND, "own " + System.nanoTime());

  @BeforeAll
  static void start() {
    server = RedisServerForTests.start(folder, "--maxmemory-policy", "noeviction");
    instances = new RedisInstances(server.url());
  }

  @AfterAll
  static void stop() {
    instances.close();
    server.close();
  }

  @Override
  RedisInstances instances() {
    return instances;
  }

  @Test
  void everythingHasAnEndOfItsLife() throws Exception {
    Turn turn = get(shared().acquire(own, null, NOW));
    assertThat(instances.lifeOf(own)).isBetween(1L, RedisInstances.LEASE.toMillis());
    get(shared().mark(Map.of(own, Stamp.of(1, 1))));
    assertThat(turn).isInstanceOf(Turn.Lease.class);
    long marker = RedisInstances.LEASE.toMillis() + KIND.freshMillis();
    assertThat(instances.lifeOf(own)).isBetween(marker - 5_000, marker);
    get(shared().store(own, entry(own, Stamp.of(2, 2)), null));
    assertThat(instances.lifeOf(own))
        .isBetween(2 * KIND.freshMillis() - 5_000, 2 * KIND.freshMillis());
  }

  @Test
  void aFullServerTakesMarkersAndNoEntries() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    other()
        .listen(
            new SharedCache.Listener() {
              @Override
              public void changed(String label, String name, Stamp stamp) {
                told.add(name + stamp.version());
              }

              @Override
              public void doubt() {
                told.add("doubt");
              }
            });
    Awaitility.await().until(() -> told.contains("doubt"));
    CacheKey another = new CacheKey(KIND, own.name() + " too");
    get(shared().store(own, entry(own, Stamp.of(1, 1)), null));
    get(shared().store(another, entry(another, Stamp.of(1, 1)), null));

    server.call("CONFIG", "SET", "maxmemory", "1");
    try {
      assertThat(get(shared().read(own))).isNotNull();
      get(shared().mark(Map.of(own, Stamp.of(2, 2))));
      assertThatThrownBy(() -> get(shared().store(another, entry(another, Stamp.of(3, 3)), null)))
          .isInstanceOfSatisfying(
              RedisTrouble.class,
              full -> assertThat(full.reason()).isEqualTo(RedisTrouble.Cause.OUT_OF_MEMORY));
      // What is older is gone all the same, and the others know.
      assertThat(get(other().read(own))).isNull();
      assertThat(get(other().read(another))).isNull();
      Awaitility.await().until(() -> told.containsAll(List.of(own.name() + 2, another.name() + 3)));
    } finally {
      server.call("CONFIG", "SET", "maxmemory", "0");
    }
    assertThat(get(shared().store(own, entry(own, Stamp.of(1, 1)), null))).isFalse();
    assertThat(get(shared().store(another, entry(another, Stamp.of(2, 2)), null))).isFalse();
    assertThat(get(shared().store(another, entry(another, Stamp.of(3, 3)), null))).isTrue();
  }

  @Test
  void entriesOfAnotherFormAreNone() throws Exception {
    get(shared().store(own, entry(own, Stamp.of(1, 1)), null));
    instances.send(Command.HSET, instances.shared().place(own), "m", "of a later program");
    assertThat(get(shared().read(own))).isNull();
    assertThat(get(shared().acquire(own, null, NOW))).isInstanceOf(Turn.Busy.class);
  }

  @Test
  void aLeaseWhoseTimeIsOverPutsNothingBackEvenIfNobodyTookItsPlace() throws Exception {
    Turn.Lease lease = (Turn.Lease) get(shared().acquire(own, null, NOW));
    instances.endLease(own);
    assertThat(get(shared().store(own, entry(own, Stamp.of(1, 1)), lease.token()))).isFalse();
  }

  @Test
  void aLeaseLastsFromWhenItWasAskedFor() throws Exception {
    long whole = RedisInstances.LEASE.toMillis();
    assertThat(leftOfLease(Duration.ZERO)).isBetween(whole / 2, whole);
    assertThat(leftOfLease(Duration.ofMillis(whole / 2))).isBetween(whole / 10, whole / 2);
    // Long enough for a load, whatever the clocks say, but nobody else waits long for it.
    assertThat(leftOfLease(Duration.ofHours(1))).isBetween(1L, whole / 10);
    assertThat(leftOfLease(Duration.ofHours(-1))).isBetween(whole / 2, whole);
  }

  /** Milliseconds that a lease has left which reached Redis so late. */
  private static long leftOfLease(Duration late) throws Exception {
    CacheKey fresh = new CacheKey(KIND, "late " + System.nanoTime());
    assertThat(get(instances.late(late).acquire(fresh, null, NOW))).isInstanceOf(Turn.Lease.class);
    String until = instances.send(Command.HGET, instances.shared().place(fresh), "until");
    return Long.parseLong(until) - System.currentTimeMillis();
  }

  @Test
  void shopsDoNotSeeEachOther() throws Exception {
    get(shared().store(own, entry(own, Stamp.of(1, 1)), null));
    try (RedisInstances others = new RedisInstances(server.url())) {
      assertThat(get(others.shared().read(own))).isNull();
    }
  }

  @Test
  void messagesThatCannotBeReadAreDoubt() {
    List<String> told = new CopyOnWriteArrayList<>();
    SharedCache.Listener listener =
        new SharedCache.Listener() {
          @Override
          public void changed(String label, String name, Stamp stamp) {
            told.add(name);
          }

          @Override
          public void doubt() {
            told.add("doubt");
          }
        };
    byte[] good = ChangeCodec.messages(Map.of(own, Stamp.of(1, 1))).getFirst();
    for (int length = 0; length < good.length; length++) {
      ChangeCodec.read(java.util.Arrays.copyOf(good, length), listener);
    }
    // One that has no change in it says nothing, and is not sent.
    assertThat(told).hasSize(good.length - 1).containsOnly("doubt");
    ChangeCodec.read(good, listener);
    assertThat(told).endsWith(own.name());
  }

  private static <T> T get(Future<T> future) throws Exception {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (ExecutionException failed) {
      throw (Exception) failed.getCause();
    }
  }
}
