package io.saleproof.log;

import com.fasterxml.jackson.databind.JsonNode;
import io.saleproof.http.ProblemException;
import io.saleproof.server.Backoff;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * Registers a secondary with its master: at start, and whenever the master has been silent, without
 * limit. A master that was started anew learns of its secondaries that way.
 */
final class Registrar implements AutoCloseable {

  private static final int OK = 200;
  private static final int TOLD_FAILURES = 3;
  private static final Logger LOG = Logger.getLogger(Registrar.class);

  private final Secondary secondary;
  private final String address;
  private final URI members;
  private final LogTimes times;
  private final HttpClient client;
  private final Backoff backoff;
  private volatile boolean closed;
  private int failures;

  Registrar(Secondary secondary, String address, URI master, LogTimes times) {
    this.secondary = secondary;
    this.address = address;
    this.members = master.resolve(Wire.MEMBERS);
    this.times = times;
    this.client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(times.answer())
            .build();
    // Half the group may wait for this one: it doesn't wait as long as the master's retries may.
    this.backoff = new Backoff(times.firstRetry(), times.suspected(), RandomGenerator.getDefault());
  }

  void start() {
    Thread.ofVirtual().name("register").start(this::run);
  }

  private void run() {
    try {
      while (!closed) {
        if (secondary.isRegistered() && secondary.silentNanos() < times.suspected().toNanos()) {
          Thread.sleep(times.heartbeat());
        } else {
          tryOnce();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void tryOnce() throws InterruptedException {
    try {
      secondary.follow(register());
      if (failures > 0) {
        LOG.infof("Registered with %s", members);
      }
      failures = 0;
      backoff.succeeded();
    } catch (IOException | ProblemException failed) {
      failures++;
      if (failures == TOLD_FAILURES) {
        LOG.warnf("Not registered with %s yet: %s", members, failed);
      }
      Thread.sleep(backoff.failed());
    }
  }

  private Wire.Welcome register() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(members)
            .timeout(times.answer())
            .header("Content-Type", "application/json")
            .POST(
                BodyPublishers.ofByteArray(
                    Wire.JSON.writeValueAsBytes(secondary.registration(address))))
            .build();
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() == OK) {
      return Wire.JSON.readValue(response.body(), Wire.Welcome.class);
    }
    JsonNode problem = Wire.JSON.readTree(response.body());
    throw new IOException(problem.path("detail").asText("it answered " + response.statusCode()));
  }

  @Override
  public void close() {
    // Not by an interrupt, which would close the log's file if it came while reading.
    closed = true;
    client.shutdownNow();
  }
}
