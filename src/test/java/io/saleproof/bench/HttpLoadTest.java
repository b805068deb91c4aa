package io.saleproof.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HttpLoadTest {

  private static final Duration WINDOW = Duration.ofMillis(300);
  private static final Talk TALK = Talk.of(Request.get("/"));

  private final AtomicInteger asked = new AtomicInteger();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private HttpServer server;
  private int status = 200;
  private Runnable work = () -> {};

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          work.run();
          byte[] body = "{}".getBytes(StandardCharsets.US_ASCII);
          exchange.sendResponseHeaders(status, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
    threads.close();
  }

  @Test
  void countsEachAnswerOnce() {
    try (HttpLoad load = load(4)) {
      Latencies latencies = load.closed(TALK, WINDOW);
      assertThat(latencies.count()).isPositive().isEqualTo(asked.get());
      assertThat(latencies.perSecond()).isPositive();
    }
  }

  @Test
  void keepsToItsRate() {
    try (HttpLoad load = load(4)) {
      assertThat(load.open(TALK, Duration.ofMillis(500), 100).count()).isEqualTo(50);
    }
  }

  @Test
  void countsTheWaitOfRequestsBehindASlowOne() {
    CountDownLatch never = new CountDownLatch(1);
    work =
        () -> {
          if (asked.get() == 1) {
            pause(never);
          }
        };
    try (HttpLoad load = load(1)) {
      Latencies latencies = load.open(TALK, WINDOW, 100);
      // All were due while the first kept the only connection: no one's wait is left out.
      assertThat(latencies.count()).isEqualTo(30);
      assertThat(latencies.micros(0.5)).isGreaterThan(100_000);
    }
  }

  @Test
  void asksOnAllConnectionsAtOnce() {
    CountDownLatch together = new CountDownLatch(50);
    work =
        () -> {
          together.countDown();
          awaitAll(together);
        };
    try (HttpLoad load = load(50)) {
      assertThat(load.burst(TALK).count()).isEqualTo(50);
    }
  }

  @Test
  void endsWithTheFirstWrongAnswer() {
    status = 503;
    try (HttpLoad load = load(1)) {
      assertThatThrownBy(() -> load.burst(TALK)).hasMessageContaining("503");
    }
  }

  private HttpLoad load(int connections) {
    return new HttpLoad(server.getAddress().getPort(), connections);
  }

  private static void pause(CountDownLatch never) {
    try {
      never.await(400, java.util.concurrent.TimeUnit.MILLISECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }

  private static void awaitAll(CountDownLatch all) {
    try {
      all.await(10, java.util.concurrent.TimeUnit.SECONDS);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
    }
  }
}
