package io.saleproof.cache;

import static io.saleproof.cache.Things.KEY;

import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One instance in a {@link World}: its cache, its messages, and what it has answered with. */
final class Instance implements SharedCache.Listener {

  private static final CacheConfig CONFIG = TestConfig.small();
  private static final CacheMeters METERS = new CacheMeters(new CompositeMeterRegistry());

  final String name;
  final VersionedCache cache;
  private final Memory memory;
  private final Marks marks;
  private final Clock clock;
  private final List<String> told;
  private final Deque<Runnable> messages = new ArrayDeque<>();
  private SharedCache.@Nullable Listener listener;
  private boolean connected = true;
  private @Nullable Stamp newest;

  Instance(
      String name,
      RedisModel redis,
      ModelledCache.Course course,
      Marks marks,
      Actors actors,
      Clock clock,
      List<String> told) {
    this.name = name;
    this.marks = marks;
    this.clock = clock;
    this.told = told;
    this.memory = new Memory(1 << 20, marks);
    SharedCache shared =
        new ModelledCache(redis, course) {
          @Override
          public void listen(SharedCache.Listener mine) {
            listener = mine;
            redis.listen(Instance.this);
          }
        };
    this.cache =
        new VersionedCache(
            shared,
            CONFIG,
            clock,
            METERS,
            memory,
            actors,
            work -> actors.add(name + " refresh", work),
            () -> 1);
  }

  @Override
  public void changed(String label, String key, Stamp stamp) {
    if (connected) {
      messages.add(() -> listener().changed(label, key, stamp));
    }
  }

  @Override
  public void doubt() {
    messages.add(() -> listener().doubt());
  }

  private SharedCache.Listener listener() {
    if (listener == null) {
      throw new IllegalStateException("nobody listens");
    }
    return listener;
  }

  boolean hasMessages() {
    return !messages.isEmpty();
  }

  void isTold() {
    messages.remove().run();
  }

  void isToldNothing() {
    messages.clear();
  }

  boolean isConnected() {
    return connected;
  }

  void disconnect() {
    connected = false;
  }

  void reconnect(boolean inDoubt) {
    connected = true;
    if (inDoubt) {
      doubt();
    }
  }

  boolean holds() {
    return memory.get(KEY) != null;
  }

  void forget() {
    Held held = memory.get(KEY);
    if (held != null) {
      memory.drop(KEY, held.entry);
    }
  }

  /** The newest that was answered with. */
  @Nullable Stamp newest() {
    return newest;
  }

  /**
   * @param floor the newest that had been answered with when the request came
   */
  void answers(Answer answer, @Nullable Stamp floor) {
    Stamp stamp = answer.entry().stamp();
    told.add(name + " answers " + stamp + " " + answer.source());
    if (floor != null && stamp.precedes(floor)) {
      throw new Breach("older after newer: " + stamp + " after " + floor, told);
    }
    if (answer.source() == Source.MEMORY && answer.entry().freshUntil() <= clock.millis()) {
      throw new Breach("too old: " + stamp, told);
    }
    newest = newest == null || newest.precedes(stamp) ? stamp : newest;
  }

  /** What the requests here may have looked at. */
  String seen() {
    Held held = memory.get(KEY);
    return memory.generation()
        + (held == null ? "-" : held.entry.stamp() + "/" + held.generation)
        + marks.of(KEY);
  }

  String state() {
    Held held = memory.get(KEY);
    long loaded = held == null ? 0 : held.entry.loadedAt();
    return name + seen() + loaded + messages.size() + connected + newest;
  }
}
