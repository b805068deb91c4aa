package io.saleproof.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What must be true of every answer about a product: an instance shows nobody an older version
 * after a newer one; what it shows is no older than the stated bound; a client with its token sees
 * what it saw and wrote before, wherever it asks; and every answer is a 200.
 */
final class Book {

  /** The product's bound is 30 s; the rest is for a busy machine. */
  static final Duration BOUND = Duration.ofSeconds(33);

  /** A page's is 10 s. */
  static final Duration PAGE_BOUND = Duration.ofSeconds(13);

  private static final int OK = 200;

  private static final int MAX_MISTAKES = 50;

  /** A write that was acknowledged. */
  private record Written(long at, long version) {}

  private final Map<String, AtomicLong> shown = new ConcurrentHashMap<>();
  private final Map<String, ConcurrentLinkedDeque<Written>> written = new ConcurrentHashMap<>();
  private final Map<String, AtomicLong> statuses = new ConcurrentHashMap<>();
  private final List<String> mistakes = Collections.synchronizedList(new ArrayList<>());
  private final AtomicLong answers = new AtomicLong();
  private final AtomicLong begun = new AtomicLong();

  /** From now on the time is counted; what was before is the warming up. */
  void begin() {
    begun.set(now());
  }

  /** What a read that begins now may not go below. */
  record Floor(long shownHere, long writtenLongAgo) {}

  Floor floor(int instance, String sku) {
    return new Floor(shownAt(instance, sku).get(), writtenBefore(sku, now() - BOUND.toNanos()));
  }

  /** Of what a page shows of a product. */
  Floor pageFloor(int instance, int limit, String sku) {
    return new Floor(
        shownAt(instance, onPage(limit, sku)).get(),
        writtenBefore(sku, now() - PAGE_BOUND.toNanos()));
  }

  private static String onPage(int limit, String sku) {
    return "page of " + limit + "/" + sku;
  }

  private AtomicLong shownAt(int instance, String sku) {
    return shown.computeIfAbsent(instance + "/" + sku, first -> new AtomicLong());
  }

  private long writtenBefore(String sku, long time) {
    long version = 0;
    for (Written one : written.getOrDefault(sku, new ConcurrentLinkedDeque<>())) {
      if (one.at > time) {
        break;
      }
      version = one.version;
    }
    return version;
  }

  void acknowledged(String sku, long version) {
    written
        .computeIfAbsent(sku, first -> new ConcurrentLinkedDeque<>())
        .add(new Written(now(), version));
  }

  void pageRead(int instance, int limit, String sku, Floor floor, long version, String from) {
    compare(instance, onPage(limit, sku), floor, version, PAGE_BOUND, from);
  }

  void read(int instance, String sku, Floor floor, long version, String from) {
    answers.incrementAndGet();
    compare(instance, sku, floor, version, BOUND, from);
  }

  private void compare(
      int instance, String sku, Floor floor, long version, Duration bound, String from) {
    if (version < floor.shownHere) {
      mistake(
          "shop %d showed %s v%d after v%d (%s)", instance, sku, version, floor.shownHere, from);
    }
    if (version < floor.writtenLongAgo) {
      mistake(
          "shop %d showed %s v%d, but v%d was written more than %d s before (%s)",
          instance, sku, version, floor.writtenLongAgo, bound.toSeconds(), from);
    }
    shownAt(instance, sku).accumulateAndGet(version, Math::max);
  }

  void readWithToken(int instance, String sku, long known, long version, String from) {
    answers.incrementAndGet();
    if (version < known) {
      mistake(
          "shop %d showed %s v%d to a client whose token knows v%d (%s)",
          instance, sku, version, known, from);
    }
  }

  void status(int status, String what, String body) {
    statuses.computeIfAbsent(Integer.toString(status), first -> new AtomicLong()).incrementAndGet();
    // Everything that is asked for is there and may be had.
    if (status != OK) {
      mistake("%s: %d %s", what, status, body.length() > 200 ? body.substring(0, 200) : body);
    }
  }

  void broken(String what, Exception failure) {
    mistake("%s: no answer: %s", what, failure);
  }

  private void mistake(String form, Object... values) {
    if (mistakes.size() < MAX_MISTAKES) {
      long since = begun.get();
      String when = since == 0 ? "warming up" : "at %.1f s".formatted((now() - since) / 1e9);
      mistakes.add(when + ": " + form.formatted(values));
    }
  }

  private static long now() {
    return System.nanoTime();
  }

  long answers() {
    return answers.get();
  }

  List<String> mistakes() {
    return List.copyOf(mistakes);
  }

  Map<String, AtomicLong> statuses() {
    return new TreeMap<>(statuses);
  }
}
