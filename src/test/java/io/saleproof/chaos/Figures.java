package io.saleproof.chaos;

import io.saleproof.http.KeptConnection;
import io.saleproof.simulated.ReadsRelay;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What clients, the shops' metrics and the way to the database say, a sample each half second,
 * added up over the shops.
 */
final class Figures implements AutoCloseable {

  /**
   * One moment.
   *
   * @param at seconds since the beginning
   * @param requests answered, a second
   * @param p99 milliseconds that 99 of 100 answers took at most
   * @param slowest milliseconds
   * @param hits of 1: the part of the cache's answers that needed no load
   * @param stale answers from memory though a change may have been missed, a second
   * @param reads of products from the database, a second
   * @param atOnce how many of them were under way at once, at most, in the shop that had most
   * @param open circuit breakers that were not closed, of all shops
   * @param subscribed shops that messages came to
   */
  record Sample(
      double at,
      double requests,
      double p99,
      double slowest,
      double hits,
      double stale,
      double reads,
      int atOnce,
      int open,
      int subscribed) {}

  private static final Pattern LINE = Pattern.compile("([a-z_]+)(?:\\{([^}]*)\\})? ([0-9.E+-]+)");
  private static final long STEP_MILLIS = 500;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final int PERCENT = 100;
  private static final String REQUESTS = "saleproof_cache_requests_total";

  private final List<Shop> shops;
  private final List<ReadsRelay> relays;
  private final Load load;
  private final List<Sample> samples = new ArrayList<>();
  private final long begun = System.nanoTime();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile boolean failed;

  /** Sums of one look at all shops. */
  private static final class Totals {
    double at;
    double requests;
    double answered;
    double loaded;
    double stale;
    double reads;
    double open;
    double subscribed;
  }

  Figures(List<Shop> shops, List<ReadsRelay> relays, Load load) {
    this.shops = shops;
    this.relays = relays;
    this.load = load;
  }

  void start() {
    thread.start();
  }

  /** Seconds since the beginning. */
  double now() {
    return (System.nanoTime() - begun) / 1e9;
  }

  private void run() {
    List<KeptConnection> connections = new ArrayList<>();
    try {
      for (Shop shop : shops) {
        connections.add(shop.connect());
      }
      load.takeLatencies();
      relays.forEach(ReadsRelay::takeMost);
      Totals before = look(connections);
      while (!over.await(STEP_MILLIS, TimeUnit.MILLISECONDS)) {
        Totals now = look(connections);
        add(before, now);
        before = now;
      }
      for (KeptConnection connection : connections) {
        connection.close();
      }
    } catch (IOException gone) {
      failed = true;
      System.out.println("  WRONG  a shop does not tell its metrics: " + gone);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void add(Totals before, Totals now) {
    double seconds = now.at - before.at;
    double answered = now.answered - before.answered;
    double loaded = now.loaded - before.loaded;
    long[] latencies = load.takeLatencies();
    samples.add(
        new Sample(
            now.at,
            (now.requests - before.requests) / seconds,
            part(latencies, PERCENT - 1),
            part(latencies, PERCENT),
            answered <= 0 ? 1 : 1 - loaded / answered,
            (now.stale - before.stale) / seconds,
            (now.reads - before.reads) / seconds,
            relays.stream().mapToInt(ReadsRelay::takeMost).max().orElse(0),
            (int) now.open,
            (int) now.subscribed));
  }

  /** Milliseconds that so many of a hundred took at most. */
  private static double part(long[] sorted, int percent) {
    if (sorted.length == 0) {
      return 0;
    }
    int index = (int) Math.ceil(sorted.length * (double) percent / PERCENT) - 1;
    return sorted[index] / NANOS_PER_MILLI;
  }

  private Totals look(List<KeptConnection> connections) throws IOException {
    Totals totals = new Totals();
    for (KeptConnection connection : connections) {
      String metrics = connection.ask("GET", "/q/metrics", Map.of(), "").body();
      metrics.lines().forEach(line -> count(line, totals));
    }
    totals.requests = load.requests();
    totals.reads = relays.stream().mapToLong(ReadsRelay::reads).sum();
    totals.at = now();
    return totals;
  }

  private static void count(String line, Totals totals) {
    Matcher parts = LINE.matcher(line);
    if (!parts.matches()) {
      return;
    }
    String tags = parts.group(2) == null ? "" : parts.group(2);
    double value = Double.parseDouble(parts.group(3));
    switch (parts.group(1)) {
      case REQUESTS -> {
        totals.answered += value;
        totals.loaded += tags.contains("result=\"loaded\"") ? value : 0;
        totals.stale += tags.contains("result=\"stale\"") ? value : 0;
      }
      case "saleproof_redis_breakers" -> totals.open += tags.contains("\"closed\"") ? 0 : value;
      case "saleproof_redis_subscription_up" -> totals.subscribed += value;
      default -> {}
    }
  }

  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** Whether the shops told their metrics to the end. */
  boolean complete() {
    return !failed && !samples().isEmpty();
  }

  @Override
  public void close() {
    over.countDown();
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
