package io.saleproof.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.quarkus.runtime.shutdown.ShutdownRecorder;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.saleproof.http.Listener;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What SIGTERM has the framework do, done in this process; it can't be undone, so only once. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@QuarkusTestResource(value = ConsulForTests.class, restrictToAnnotatedClass = true)
@TestProfile(LeavingTest.WithADelay.class)
class LeavingTest {

  public static class WithADelay implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of(
          "saleproof.http.listener.enabled",
          "true",
          "saleproof.http.listener.port",
          "0",
          // Long enough for a machine that stands still: the test ends it when it has seen enough.
          "quarkus.shutdown.delay",
          "60S");
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject Listener listener;

  @Test
  void leavesConsulFirstAndServesOnUntilTheDelayIsOver() throws Exception {
    FakeConsul consul = ConsulForTests.consul();
    await().atMost(PATIENCE).until(() -> consul.services().size() == 1);
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      assertThat(get(client, "/v1/products?limit=1").headers().firstValue("Connection")).isEmpty();
      AtomicInteger whileLeaving = new AtomicInteger();
      AtomicReference<String> connection = new AtomicReference<>("");
      CountDownLatch left = new CountDownLatch(1);
      consul.beforeDeregister(
          () -> {
            connection.set(connectionOf(client, "/v1/orders/none"));
            whileLeaving.set(writeOnce(client));
            left.countDown();
          });

      Thread ending = new Thread(ShutdownRecorder::runShutdown);
      ending.start();
      assertThat(left.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

      // The gateway still sends, until it has heard.
      assertThat(whileLeaving).hasValue(201);
      // However long Consul takes to answer.
      assertThat(connection).hasValue("close");
      await().atMost(PATIENCE).until(() -> consul.services().isEmpty());
      HttpResponse<String> lane = get(client, "/v1/products?limit=1");
      HttpResponse<String> shop = get(client, "/v1/orders/none");
      assertThat(lane.statusCode()).isEqualTo(200);
      assertThat(lane.headers().firstValue("Connection")).contains("close");
      assertThat(shop.headers().firstValue("Connection")).contains("close");
      assertThat(writeOnce(client)).isEqualTo(201);
      assertThat(untilClosed("/v1/products?limit=1")).startsWith("HTTP/1.1 200");
      assertThat(untilClosed("/v1/orders/none")).startsWith("HTTP/1.1 4");
      await().atMost(PATIENCE).until(() -> get(client, "/q/health/ready").statusCode() == 503);
      assertThat(consul.services()).isEmpty();

      // Ends the delay; there is nothing that still runs.
      ending.interrupt();
      ending.join(PATIENCE);
      assertThat(ending.isAlive()).isFalse();
    }
  }

  private String connectionOf(HttpClient client, String path) {
    try {
      return get(client, path).headers().firstValue("Connection").orElse("kept");
    } catch (IOException refused) {
      return "refused";
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return "stopped";
    }
  }

  /** What a client is answered that would keep its connection. */
  private String untilClosed(String path) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), listener.port())) {
      socket.setSoTimeout((int) PATIENCE.toMillis());
      socket
          .getOutputStream()
          .write(
              ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                  .getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpResponse<String> get(HttpClient client, String path)
      throws IOException, InterruptedException {
    return client.send(to(path).build(), HttpResponse.BodyHandlers.ofString());
  }

  private int writeOnce(HttpClient client) {
    HttpRequest write =
        to("/leaving/users")
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString("{\"name\": \"ann\", \"age\": 41}"))
            .build();
    try {
      return client.send(write, HttpResponse.BodyHandlers.ofString()).statusCode();
    } catch (IOException refused) {
      return 0;
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path));
  }
}
