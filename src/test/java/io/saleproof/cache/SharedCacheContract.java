package io.saleproof.cache;

import static io.saleproof.cache.Things.KIND;
import static io.saleproof.cache.Things.NOW;
import static io.saleproof.cache.Things.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every {@link SharedCache} must do; the same for the model that is checked and for Redis. */
abstract class SharedCacheContract {

  private static final AtomicLong NAMES = new AtomicLong();

  /** A key of its own for each test. */
  private final CacheKey key = new CacheKey(KIND, "thing " + NAMES.incrementAndGet());

  /** One instance's cache. */
  protected abstract SharedCache shared();

  /** Another instance's. */
  protected abstract SharedCache other();

  /** The key's lease runs out now. */
  protected abstract void endLease(CacheKey key);

  /** Nothing is kept of the key any more. */
  protected abstract void evict(CacheKey key);

  @Test
  void nothingIsKeptAtFirst() {
    assertThat(read(key)).isNull();
  }

  @Test
  void whatIsStoredIsReadAsItWas() {
    byte[] body = "a long body ".repeat(200).getBytes(StandardCharsets.UTF_8);
    Loaded loaded = new Loaded(Stamp.of(7, -2L), Long.MIN_VALUE + 5, body, "W/tag-ä", "cursor");
    Entry stored = Entry.of(key, loaded, NOW, 0.9, null);

    assertThat(store(stored, null)).isTrue();

    Entry read = get(other().read(key));
    assertThat(read).isNotNull();
    assertThat(read.stamp()).isEqualTo(stored.stamp());
    assertThat(read.name()).isEqualTo(key.name());
    assertThat(read.since()).isEqualTo(stored.since());
    assertThat(read.loadedAt()).isEqualTo(NOW);
    assertThat(read.freshUntil()).isEqualTo(stored.freshUntil());
    assertThat(read.body()).isEqualTo(body);
    assertThat(read.gzip()).isEqualTo(stored.gzip()).isNotNull();
    assertThat(read.tag()).isEqualTo("W/tag-ä");
    assertThat(read.next()).isEqualTo("cursor");
    assertThat(read.bodyBuffer().getBytes()).isEqualTo(body);
  }

  @Test
  void smallAndAbsentThingsAreReadAsTheyWere() {
    store(entry(key, Stamp.gone(3, 9)), null);

    Entry read = read(key);

    assertThat(read).isNotNull();
    assertThat(read.absent()).isTrue();
    assertThat(read.stamp()).isEqualTo(Stamp.gone(3, 9));
    assertThat(read.body()).isEmpty();
    assertThat(read.gzip()).isNull();
    assertThat(read.next()).isNull();
  }

  @Test
  void namesOfAnyLengthAndKindStayApart() {
    CacheKey longer = new CacheKey(KIND, key.name() + " {x}:*\n" + "ü".repeat(3_000));
    CacheKey longest = new CacheKey(KIND, longer.name() + "1");
    store(longer, entry(longer, Stamp.of(1, 1)), null);
    store(longest, entry(longest, Stamp.of(2, 2)), null);

    assertThat(read(longer)).extracting(Entry::stamp).isEqualTo(Stamp.of(1, 1));
    assertThat(read(longest)).extracting(Entry::stamp).isEqualTo(Stamp.of(2, 2));
    assertThat(read(longer)).extracting(Entry::name).isEqualTo(longer.name());
    assertThat(read(new CacheKey(new CacheKind("other", Duration.ofSeconds(30)), longer.name())))
        .isNull();
  }

  @Test
  void olderVersionIsRefused() {
    store(entry(key, Stamp.of(6, 60)), null);

    assertThat(store(entry(key, Stamp.of(5, 99)), null)).isFalse();

    assertThat(stampOf(key)).isEqualTo(Stamp.of(6, 60));
  }

  @Test
  void sameVersionIsReplacedWhateverItCovers() {
    store(entry(key, Stamp.of(6, 60)), null);

    assertThat(store(entry(key, Stamp.of(6, 50), NOW + 1), null)).isTrue();

    assertThat(stampOf(key)).isEqualTo(Stamp.of(6, 50));
  }

  @Test
  void versionsBeyondWhatDoublesTellApartAreOrdered() {
    long large = (1L << 62) + 1;
    store(entry(key, Stamp.of(large, 1)), null);

    assertThat(store(entry(key, Stamp.of(large - 1, 1)), null)).isFalse();
    assertThat(store(entry(key, Stamp.of(large + 1, 1)), null)).isTrue();
    assertThat(store(entry(key, Stamp.of(-1L, 1)), null)).as("unsigned").isTrue();
    assertThat(store(entry(key, Stamp.of(9, 1)), null)).isFalse();
  }

  @Test
  void absenceIsUndoneByANewerVersionOnly() {
    store(entry(key, Stamp.of(6, 60)), null);
    assertThat(store(entry(key, Stamp.gone(6, 61)), null)).isTrue();

    assertThat(store(entry(key, Stamp.of(6, 62)), null)).isFalse();
    assertThat(stampOf(key)).isEqualTo(Stamp.gone(6, 61));
    assertThat(store(entry(key, Stamp.of(7, 70)), null)).isTrue();
  }

  @Test
  void oneLoaderAtATime() {
    Turn.Lease lease = lease(null);

    assertThat(get(other().acquire(key, null, NOW))).isInstanceOf(Turn.Busy.class);
    assertThat(lease.before()).isNull();
    assertThat(store(entry(key, Stamp.of(1, 1)), lease.token())).isTrue();
    assertThat(get(other().acquire(key, null, NOW)))
        .isInstanceOfSatisfying(
            Turn.Found.class, found -> assertThat(found.entry().stamp()).isEqualTo(Stamp.of(1, 1)));
  }

  @Test
  void leaseAloneIsNothingToRead() {
    lease(null);

    assertThat(read(key)).isNull();
  }

  @Test
  void entryThatIsTooOldIsGivenToTheNextLoader() {
    store(entry(key, Stamp.of(1, 1)), null);

    Turn turn = get(shared().acquire(key, null, NOW + 30_000));

    assertThat(turn).isInstanceOf(Turn.Lease.class);
    assertThat(((Turn.Lease) turn).before()).isNotNull();
    assertThat(stampOf(key)).as("still kept").isEqualTo(Stamp.of(1, 1));
  }

  @Test
  void refusedEntryIsNotFoundAgainButItsSuccessorIs() {
    Entry refused = entry(key, Stamp.of(1, 1));
    store(refused, null);

    Turn.Lease lease = lease(refused);
    assertThat(get(other().acquire(key, refused, NOW))).isInstanceOf(Turn.Busy.class);
    store(entry(key, Stamp.of(1, 1), NOW + 5), lease.token());

    assertThat(get(other().acquire(key, refused, NOW))).isInstanceOf(Turn.Found.class);
  }

  @Test
  void leaseIsGivenBack() {
    Turn.Lease lease = lease(null);
    get(other().release(key, "another"));
    assertThat(get(other().acquire(key, null, NOW))).isInstanceOf(Turn.Busy.class);

    get(shared().release(key, lease.token()));

    assertThat(lease(null).token()).isNotEqualTo(lease.token());
  }

  @Test
  void loaderWhoseLeaseRanOutPutsNothingBack() {
    Turn.Lease first = lease(null);
    endLease(key);
    Turn.Lease second = lease(null);

    assertThat(store(entry(key, Stamp.of(1, 1)), first.token())).isFalse();
    assertThat(read(key)).isNull();
    assertThat(store(entry(key, Stamp.of(1, 1)), second.token())).isTrue();
    assertThat(store(entry(key, Stamp.of(2, 2)), second.token())).as("used once").isFalse();
  }

  @Test
  void loaderWhoseLeaseWasEvictedPutsNothingBack() {
    Turn.Lease lease = lease(null);
    evict(key);

    assertThat(store(entry(key, Stamp.of(1, 1)), lease.token())).isFalse();
    assertThat(read(key)).isNull();
  }

  @Test
  void writerEndsTheLease() {
    Turn.Lease lease = lease(null);
    store(entry(key, Stamp.of(2, 2)), null);

    assertThat(store(entry(key, Stamp.of(1, 1)), lease.token())).isFalse();
    assertThat(store(entry(key, Stamp.of(3, 3)), lease.token())).isFalse();
    assertThat(stampOf(key)).isEqualTo(Stamp.of(2, 2));
  }

  @Test
  void markerTakesThePlaceOfAnOlderEntryAndVoidsTheLease() {
    Entry before = entry(key, Stamp.of(1, 1));
    store(before, null);
    Turn.Lease lease = lease(before);

    mark(Stamp.of(2, 0));

    assertThat(read(key)).isNull();
    assertThat(store(entry(key, Stamp.of(2, 2)), lease.token())).as("lease void").isFalse();
    assertThat(store(entry(key, Stamp.of(1, 9)), null)).as("older than marked").isFalse();
    assertThat(store(entry(key, Stamp.of(1, 9)), lease(null).token())).isFalse();
  }

  @Test
  void markerOutlivesTheLeaseThatIsTakenAfterIt() {
    store(entry(key, Stamp.of(1, 1)), null);
    mark(Stamp.of(2, 0));
    Turn.Lease lease = lease(null);
    assertThat(lease.before()).isNull();
    get(shared().release(key, lease.token()));

    assertThat(store(entry(key, Stamp.of(1, 9)), null)).isFalse();
    assertThat(store(entry(key, Stamp.of(2, 9)), null)).isTrue();
  }

  @Test
  void keyWithALeaseAloneIsMarked() {
    Turn.Lease lease = lease(null);

    mark(Stamp.of(2, 0));

    assertThat(store(entry(key, Stamp.of(1, 1)), lease.token())).isFalse();
    assertThat(store(entry(key, Stamp.of(1, 1)), null)).isFalse();
    assertThat(store(entry(key, Stamp.of(2, 2)), lease(null).token())).isTrue();
  }

  @Test
  void markerLeavesWhatIsNotOlder() {
    store(entry(key, Stamp.of(5, 5)), null);

    mark(Stamp.of(5, 9));
    mark(Stamp.of(4, 9));

    assertThat(stampOf(key)).isEqualTo(Stamp.of(5, 5));
  }

  @Test
  void deletionMarksTheVersionItself() {
    store(entry(key, Stamp.of(5, 5)), null);

    mark(Stamp.gone(5, 9));

    assertThat(read(key)).isNull();
    assertThat(store(entry(key, Stamp.of(5, 9)), null)).isFalse();
    assertThat(store(entry(key, Stamp.gone(5, 9)), null)).isTrue();
  }

  @Test
  void manyAreMarkedAtOnce() {
    Map<CacheKey, Stamp> stamps = new LinkedHashMap<>();
    for (int i = 0; i < 300; i++) {
      CacheKey each = new CacheKey(KIND, key.name() + "/" + i);
      if (i % 3 > 0) {
        store(each, entry(each, Stamp.of(1, 1)), null);
      }
      stamps.put(each, Stamp.of(i % 2 + 1, 9));
    }

    get(shared().mark(stamps));

    stamps.forEach(
        (each, stamp) -> {
          int i = Integer.parseInt(each.name().substring(each.name().indexOf('/') + 1));
          assertThat(read(each) != null).as(each.name()).isEqualTo(i % 3 > 0 && i % 2 == 0);
        });
  }

  @Test
  void othersAreToldOfWhatWritersDoWhateverIsKept() {
    Heard heard = new Heard();
    other().listen(heard);
    await().until(() -> heard.doubts.get() > 0);
    CacheKey unknown = new CacheKey(KIND, key.name() + " unknown: ü\n\"" + "x".repeat(500));

    store(entry(key, Stamp.of(1, -1L)), null);
    get(shared().mark(Map.of(unknown, Stamp.gone(3, 4))));

    await()
        .untilAsserted(
            () ->
                assertThat(heard.of(key, unknown))
                    // Of two keys: messages go through any node that is well, each by its own way.
                    .containsExactlyInAnyOrder(
                        new Message(KIND.label(), key.name(), Stamp.of(1, -1L)),
                        new Message(KIND.label(), unknown.name(), Stamp.gone(3, 4))));
  }

  @Test
  void othersAreNotToldOfWhatLoadersPutBack() {
    Heard heard = new Heard();
    other().listen(heard);
    await().until(() -> heard.doubts.get() > 0);

    store(entry(key, Stamp.of(1, 1)), lease(null).token());
    mark(Stamp.of(2, 2));

    await().until(() -> !heard.of(key).isEmpty());
    assertThat(heard.of(key))
        .containsExactly(new Message(KIND.label(), key.name(), Stamp.of(2, 2)));
  }

  @Test
  void listenersBeginInDoubt() {
    Heard heard = new Heard();

    shared().listen(heard);

    await().until(() -> heard.doubts.get() == 1);
    assertThat(heard.beforeDoubt).isEmpty();
  }

  private record Message(String label, String name, Stamp stamp) {}

  private static final class Heard implements SharedCache.Listener {
    final List<Message> messages = new CopyOnWriteArrayList<>();
    final List<Message> beforeDoubt = new CopyOnWriteArrayList<>();
    final AtomicInteger doubts = new AtomicInteger();

    @Override
    public void changed(String label, String name, Stamp stamp) {
      messages.add(new Message(label, name, stamp));
      if (doubts.get() == 0) {
        beforeDoubt.add(messages.getLast());
      }
    }

    @Override
    public void doubt() {
      doubts.incrementAndGet();
    }

    List<Message> of(CacheKey... keys) {
      List<String> names = List.of(keys).stream().map(CacheKey::name).toList();
      return messages.stream().filter(message -> names.contains(message.name)).toList();
    }
  }

  private Turn.Lease lease(@Nullable Entry refused) {
    return (Turn.Lease) get(shared().acquire(key, refused, NOW));
  }

  private void mark(Stamp stamp) {
    get(shared().mark(Map.of(key, stamp)));
  }

  private boolean store(Entry entry, @Nullable String lease) {
    return store(key, entry, lease);
  }

  private boolean store(CacheKey of, Entry entry, @Nullable String lease) {
    return get(shared().store(of, entry, lease));
  }

  private @Nullable Entry read(CacheKey of) {
    return get(shared().read(of));
  }

  private Stamp stampOf(CacheKey of) {
    Entry entry = read(of);
    assertThat(entry).isNotNull();
    return entry.stamp();
  }

  private static <T> T get(Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(20, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new AssertionError(failed);
    }
  }
}
