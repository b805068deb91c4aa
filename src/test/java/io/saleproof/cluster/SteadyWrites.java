package io.saleproof.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Writes without a key, which nobody may repeat, so that each one that is refused or cut off is
 * seen: some fifty a second, however long each takes.
 */
final class SteadyWrites implements AutoCloseable {

  private static final Duration EVERY = Duration.ofMillis(20);
  private static final Duration ANSWER = Duration.ofSeconds(30);
  private static final int CREATED = 201;
  private static final int MAX_TOLD = 5;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
  private final ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
  private final AtomicInteger done = new AtomicInteger();
  private final List<String> failures = new CopyOnWriteArrayList<>();
  private final URI address;

  SteadyWrites(URI address) {
    this.address = address;
  }

  /** What became of the writes of a while. */
  record Tally(int done, List<String> failures) {
    String text() {
      return done
          + " writes, "
          + failures.size()
          + " lost"
          + (failures.isEmpty() ? "" : " " + failures.stream().distinct().limit(MAX_TOLD).toList());
    }
  }

  void start() {
    clock.scheduleAtFixedRate(
        () -> clients.execute(this::write), 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** What has ended since the last time. */
  synchronized Tally take() {
    Tally tally = new Tally(done.getAndSet(0), List.copyOf(failures));
    failures.clear();
    return tally;
  }

  private void write() {
    HttpRequest request =
        HttpRequest.newBuilder(address)
            .header("Content-Type", "application/json")
            .timeout(ANSWER)
            .POST(BodyPublishers.ofString("{\"name\": \"ann\", \"age\": 41}"))
            .build();
    try {
      int status = http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
      if (status != CREATED) {
        failures.add("answered " + status);
      }
    } catch (IOException cut) {
      failures.add("no answer: " + cut.getMessage());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } finally {
      done.incrementAndGet();
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
    clients.close();
    http.close();
  }
}
