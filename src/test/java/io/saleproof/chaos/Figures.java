package io.saleproof.chaos;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the shops' metrics say, a sample each half second, added up over the shops. */
final class Figures implements AutoCloseable {

  /**
   * One moment.
   *
   * @param at seconds since the beginning
   * @param requests answered in the second around it
   * @param hits of 1: the part of the cache's answers that needed no load
   * @param loads from the database a second
   * @param loading how many loads were under way at once, in the shop that had most
   * @param open circuit breakers that were not closed, of all shops
   * @param subscribed shops that messages came to
   */
  record Sample(
      double at,
      double requests,
      double hits,
      double loads,
      int loading,
      int open,
      int subscribed) {}

  private static final Pattern LINE = Pattern.compile("([a-z_]+)(?:\\{([^}]*)\\})? ([0-9.E+-]+)");
  private static final long STEP_MILLIS = 500;
  private static final String REQUESTS = "saleproof_cache_requests_total";

  private final List<Shop> shops;
  private final LongSupplier requests;
  private final List<Sample> samples = new ArrayList<>();
  private final long begun = System.nanoTime();
  private final Thread thread = Thread.ofPlatform().daemon().unstarted(this::run);
  private volatile boolean over;

  /** Sums of one look at all shops. */
  private static final class Totals {
    double requests;
    double answered;
    double loaded;
    double loads;
    double loading;
    double open;
    double subscribed;
  }

  Figures(List<Shop> shops, LongSupplier requests) {
    this.shops = shops;
    this.requests = requests;
  }

  void start() {
    thread.start();
  }

  /** Seconds since the beginning. */
  double now() {
    return (System.nanoTime() - begun) / 1e9;
  }

  private void run() {
    List<Connection> connections = new ArrayList<>();
    try {
      for (Shop shop : shops) {
        connections.add(shop.connect());
      }
      Totals before = look(connections);
      double beforeAt = now();
      while (!over) {
        Thread.sleep(STEP_MILLIS);
        Totals now = look(connections);
        double at = now();
        add(before, now, beforeAt, at);
        before = now;
        beforeAt = at;
      }
    } catch (IOException gone) {
      throw new java.io.UncheckedIOException(gone);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void add(Totals before, Totals now, double from, double to) {
    double seconds = to - from;
    double answered = now.answered - before.answered;
    double loaded = now.loaded - before.loaded;
    samples.add(
        new Sample(
            to,
            (now.requests - before.requests) / seconds,
            answered <= 0 ? 1 : 1 - loaded / answered,
            (now.loads - before.loads) / seconds,
            (int) now.loading,
            (int) now.open,
            (int) now.subscribed));
  }

  private Totals look(List<Connection> connections) throws IOException {
    Totals totals = new Totals();
    totals.requests = requests.getAsLong();
    for (Connection connection : connections) {
      String metrics = connection.ask("GET", "/q/metrics", Map.of(), "").body();
      metrics.lines().forEach(line -> count(line, totals));
    }
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
      }
      case "saleproof_cache_load_seconds_count" -> totals.loads += value;
      case "saleproof_cache_loads_running" -> totals.loading = Math.max(totals.loading, value);
      case "saleproof_redis_breakers" -> totals.open += tags.contains("\"closed\"") ? 0 : value;
      case "saleproof_redis_subscription_up" -> totals.subscribed += value;
      default -> {}
    }
  }

  synchronized List<Sample> samples() {
    return List.copyOf(samples);
  }

  /** The samples between two moments. */
  List<Sample> between(double from, double to) {
    return samples().stream().filter(one -> one.at >= from && one.at < to).toList();
  }

  @Override
  public void close() {
    over = true;
    try {
      thread.join();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
