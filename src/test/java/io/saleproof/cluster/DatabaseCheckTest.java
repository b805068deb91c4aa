package io.saleproof.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.saleproof.embedded.EmbeddedMongo;
import io.saleproof.simulated.ReadsRelay;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.bson.Document;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.junit.jupiter.api.Test;

class DatabaseCheckTest {

  private static final Duration SHORT = Duration.ofMillis(200);
  private static final Duration KEPT = Duration.ofSeconds(1);

  /**
   * So many customers wait that a ping's turn for the one connection comes long after its bound.
   */
  private static final int CUSTOMERS = 30;

  private static final Duration SLOW = Duration.ofMillis(100);

  private final AtomicBoolean over = new AtomicBoolean();

  @Test
  void isUpWhileCustomersWaitForConnectionsThatOthersHave() throws Exception {
    DatabaseAnswers answers = new DatabaseAnswers();
    try (EmbeddedMongo server = EmbeddedMongo.inMemory();
        ReadsRelay slow = slow(server);
        MongoClient client = MongoClients.create(oneConnection(slow, answers));
        ExecutorService customers = Executors.newVirtualThreadPerTaskExecutor()) {
      CountDownLatch busy = new CountDownLatch(CUSTOMERS / 10);
      for (int i = 0; i < CUSTOMERS; i++) {
        customers.submit(() -> keepReading(client, busy));
      }
      try {
        assertThat(busy.await(20, TimeUnit.SECONDS)).isTrue();
        assertStaysUp(
            new DatabaseCheck(client, new TopologyProbe(client), answers, "shop", SHORT, KEPT));
      } finally {
        over.set(true);
      }
    }
  }

  private static void assertStaysUp(DatabaseCheck check) {
    for (int i = 0; i < 5; i++) {
      check.look();
      assertThat(check.isUp()).isTrue();
    }
  }

  private void keepReading(MongoClient client, CountDownLatch busy) {
    while (!over.get()) {
      client.getDatabase("shop").getCollection("busy").find(new Document("_id", 1)).first();
      busy.countDown();
    }
  }

  private static ReadsRelay slow(EmbeddedMongo server) throws IOException {
    String host = new ConnectionString(server.connectionString()).getHosts().getFirst();
    ServerAddress address = new ServerAddress(host);
    return new ReadsRelay(address.getHost(), address.getPort(), "busy", SLOW);
  }

  private static MongoClientSettings oneConnection(ReadsRelay slow, DatabaseAnswers answers) {
    return MongoClientSettings.builder()
        .applyConnectionString(new ConnectionString(slow.url()))
        .applyToConnectionPoolSettings(pool -> pool.maxSize(1))
        .addCommandListener(answers)
        .build();
  }

  /** What was answered is not believed for longer than it says. */
  @Test
  void isDownSoonAfterTheLastAnswer() {
    DatabaseAnswers answers = new DatabaseAnswers();
    EmbeddedMongo server = EmbeddedMongo.inMemory();
    try (MongoClient client =
        MongoClients.create(
            MongoClientSettings.builder()
                .applyConnectionString(new ConnectionString(server.connectionString()))
                .addCommandListener(answers)
                .build())) {
      DatabaseCheck check =
          new DatabaseCheck(client, new TopologyProbe(client), answers, "shop", SHORT, KEPT);
      check.look();
      assertThat(check.call().getStatus()).isEqualTo(HealthCheckResponse.Status.UP);

      server.close();

      await()
          .atMost(KEPT.multipliedBy(10))
          .untilAsserted(
              () -> {
                check.look();
                assertThat(check.call().getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
              });
    } finally {
      server.close();
    }
  }

  @Test
  void isDownWhenNobodyListens() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertDown(port);
  }

  @Test
  void isDownWhenTheDatabaseAcceptsButNeverAnswers() throws IOException {
    try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
      assertDown(silent.getLocalPort());
    }
  }

  private static void assertDown(int port) {
    try (MongoClient client = MongoClients.create("mongodb://127.0.0.1:" + port)) {
      DatabaseCheck check =
          new DatabaseCheck(
              client, new TopologyProbe(client), new DatabaseAnswers(), "shop", SHORT, KEPT);
      check.look();
      HealthCheckResponse answer = check.call();

      assertThat(answer.getStatus()).isEqualTo(HealthCheckResponse.Status.DOWN);
      assertThat(answer.getData().orElseThrow())
          .containsOnlyKeys("problem")
          .containsEntry("problem", "no server has answered for 1000 ms");
    }
  }
}
