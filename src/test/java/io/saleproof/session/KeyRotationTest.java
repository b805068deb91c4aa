package io.saleproof.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Keys change while clients go on, hopping between instances that are replaced one by one. */
class KeyRotationTest {

  private static final int INSTANCES = 3;
  private static final int CLIENTS = 8;
  private static final int REQUESTS_BETWEEN = 40;

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = new TestDatabase();
  private final List<TestInstance> instances = new CopyOnWriteArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicLong answered = new AtomicLong();
  private final String one = KeyRing.made().replace("made:", "one:");
  private final String two = KeyRing.made().replace("made:", "two:");

  @AfterEach
  void close() {
    instances.forEach(TestInstance::close);
    TestInstance.await(vertx.close());
  }

  @Test
  void noClientLosesItsGuarantees() throws Exception {
    for (int i = 0; i < INSTANCES; i++) {
      instances.add(new TestInstance(vertx, database, one, false));
    }
    CarefulClient sleeper = new CarefulClient();
    sleeper.send("POST", instances.getFirst().uri().resolve("/v1/items"), "sleeper");
    List<CarefulClient> clients = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> running = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        CarefulClient client = new CarefulClient();
        Random random = new Random(i);
        clients.add(client);
        running.add(threads.submit(() -> writeAndRead(client, random)));
      }
      for (String keys : List.of(one + "," + two, two + "," + one, two)) {
        replaceAll(keys);
      }
      over.set(true);
      for (Future<Integer> client : running) {
        assertThat(client.get(30, TimeUnit.SECONDS)).as("reads that missed a write").isZero();
      }
    }
    assertThat(clients).allSatisfy(client -> assertThat(client.warnings()).isEmpty());
    assertThatOldTokenIsIgnoredOnce(sleeper);
  }

  /** Who slept through it all is told, and goes on with a token of the new key. */
  private void assertThatOldTokenIsIgnoredOnce(CarefulClient sleeper) throws Exception {
    URI items = instances.getFirst().uri().resolve("/v1/items");
    sleeper.send("GET", items, "sleeper");
    assertThat(sleeper.warnings()).containsExactly("forged");
    sleeper.send("GET", items, "sleeper");
    assertThat(sleeper.warnings()).hasSize(1);
  }

  private void replaceAll(String keys) {
    for (int i = 0; i < INSTANCES; i++) {
      awaitRequests();
      TestInstance old = instances.set(i, new TestInstance(vertx, database, keys, false));
      old.close();
    }
    awaitRequests();
  }

  private void awaitRequests() {
    long until = answered.get() + REQUESTS_BETWEEN;
    org.awaitility.Awaitility.await().until(() -> answered.get() >= until);
  }

  /** The replica never has anything: a read without its demand would miss everything. */
  private int writeAndRead(CarefulClient client, Random random) throws Exception {
    int missed = 0;
    while (!over.get()) {
      long before = database.readFor(Long.MAX_VALUE);
      if (sent(client, "POST", random) != null) {
        String read = sent(client, "GET", random);
        missed += read != null && Long.parseLong(read) <= before ? 1 : 0;
      }
    }
    return missed;
  }

  /** {@code null} if the instance went away meanwhile. */
  private String sent(CarefulClient client, String method, Random random) throws Exception {
    try {
      URI items = instances.get(random.nextInt(INSTANCES)).uri().resolve("/v1/items");
      String body = client.send(method, items, "any");
      answered.incrementAndGet();
      return body;
    } catch (IOException gone) {
      return null;
    }
  }
}
