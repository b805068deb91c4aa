package io.saleproof.cache;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

/** What the cache counts. Kinds are few and fixed. */
final class CacheMeters {

  /** Why a request was given no answer, or a load no place. */
  enum Trouble {
    /** A load found no place among those that run. */
    NO_PLACE,
    /** A load failed. */
    LOAD_FAILED,
    /** What was read was older than what had been answered. */
    OLDER,
    /** A step at Redis failed or took too long. */
    SHARED_FAILED,
    /** A loader's entry was refused by Redis, as a writer had been there. */
    STORE_REFUSED
  }

  /** Counters by the ordinals of what they count: every hit looks for one. */
  private record OfKind(List<LongAdder> requests, List<Counter> troubles, Timer loads) {}

  private final MeterRegistry registry;
  private final ConcurrentMap<String, OfKind> kinds = new ConcurrentHashMap<>();
  private final Counter doubts;
  private final Counter messages;

  CacheMeters(MeterRegistry registry) {
    this.registry = registry;
    this.doubts =
        Counter.builder("saleproof.cache.doubts")
            .description("How often messages of changes may have been missed")
            .register(registry);
    this.messages =
        Counter.builder("saleproof.cache.messages")
            .description("Messages of changes")
            .register(registry);
  }

  void watch(Memory memory, Bulkhead bulkhead) {
    Gauge.builder("saleproof.cache.memory.bytes", memory, Memory::bytes)
        .description("What the entries in this process take, about")
        .register(registry);
    Gauge.builder("saleproof.cache.memory.entries", memory, Memory::size)
        .description("Entries in this process")
        .register(registry);
    Gauge.builder("saleproof.cache.loads.running", bulkhead, Bulkhead::running)
        .description("Loads that are under way")
        .register(registry);
    Gauge.builder("saleproof.cache.loads.waiting", bulkhead, Bulkhead::waiting)
        .description("Loads that wait for their place")
        .register(registry);
    FunctionCounter.builder("saleproof.cache.loads.refused", bulkhead, Bulkhead::refused)
        .description("Loads that found no place in time")
        .register(registry);
  }

  void answered(CacheKey key, Source source) {
    of(key).requests.get(source.ordinal()).increment();
  }

  void loaded(CacheKey key, long nanos) {
    of(key).loads.record(nanos, TimeUnit.NANOSECONDS);
  }

  void trouble(CacheKey key, Trouble trouble) {
    of(key).troubles.get(trouble.ordinal()).increment();
  }

  void doubt() {
    doubts.increment();
  }

  void message() {
    messages.increment();
  }

  private OfKind of(CacheKey key) {
    OfKind known = kinds.get(key.kind().label());
    return known == null ? kinds.computeIfAbsent(key.kind().label(), this::register) : known;
  }

  private OfKind register(String kind) {
    List<LongAdder> requests = new ArrayList<>();
    for (Source source : Source.values()) {
      // Read when figures are asked for: every hit adds to it.
      LongAdder count = new LongAdder();
      FunctionCounter.builder("saleproof.cache.requests", count, LongAdder::sum)
          .description("Answers, by where they came from")
          .tag("kind", kind)
          .tag("result", label(source))
          .register(registry);
      requests.add(count);
    }
    List<Counter> troubles = new ArrayList<>();
    for (Trouble trouble : Trouble.values()) {
      troubles.add(
          Counter.builder("saleproof.cache.troubles")
              .description("What went wrong behind the answers")
              .tag("kind", kind)
              .tag("cause", label(trouble))
              .register(registry));
    }
    Timer loads =
        Timer.builder("saleproof.cache.load")
            .description("Loads from the database")
            .tag("kind", kind)
            .register(registry);
    return new OfKind(List.copyOf(requests), List.copyOf(troubles), loads);
  }

  private static String label(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
