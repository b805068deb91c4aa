package io.saleproof.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import java.net.URI;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What keeping tokens rightly and wrongly makes of parallel requests. */
class ClientsTest {

  private final Vertx vertx = Vertx.vertx();
  private final TestDatabase database = new TestDatabase();

  @AfterEach
  void close() {
    TestInstance.await(vertx.close());
  }

  @Test
  void whoSendsAllTokensSeesAllOfItsWrites() throws Exception {
    assertThat(readAfterTwoWritesAnsweredInReverse(new CarefulClient())).isEqualTo("2");
  }

  @Test
  void whoKeepsTheLastThatCameMayMissItsOwnWrite() throws Exception {
    assertThat(readAfterTwoWritesAnsweredInReverse(new HastyClient())).isEqualTo("1");
  }

  @Test
  void tokensOfManyAnswersBecomeOne() throws Exception {
    CarefulClient client = new CarefulClient();
    readAfterTwoWritesAnsweredInReverse(client);
    assertThat(client.tokens()).hasSize(1);
    assertThat(client.warnings()).isEmpty();
  }

  /** The replica has the first write only; its answer comes after that of the second. */
  private String readAfterTwoWritesAnsweredInReverse(CarefulClient client) throws Exception {
    try (TestInstance instance = new TestInstance(vertx, database, KeyRing.made(), false);
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      URI items = instance.uri().resolve("/v1/items");
      database.hold("first");
      Future<String> first = threads.submit(add(client, items, "first"));
      org.awaitility.Awaitility.await().until(() -> database.readFor(1) == 1);
      assertThat(add(client, items, "second").call()).isEqualTo("added");
      database.replicateUpTo(1);
      database.letGo("first");
      assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo("added");
      return client.send("GET", items, "read");
    }
  }

  private static Callable<String> add(CarefulClient client, URI items, String name) {
    return () -> client.send("POST", items, name);
  }
}
