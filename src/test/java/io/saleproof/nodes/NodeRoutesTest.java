package io.saleproof.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One node, asked over HTTP in both spellings. */
class NodeRoutesTest {

  @TempDir private static Path folder;
  private static Cluster cluster;
  private static NodeClient node;

  @BeforeAll
  static void start() throws IOException {
    cluster = new Cluster(folder, 1, Duration.ofMinutes(5), 1_000);
    cluster.start();
    node = cluster.seat(0).client;
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @BeforeEach
  void removeAll() {
    node.dump().keySet().forEach(node::oldRemove);
  }

  @Test
  void answersBothSpellingsAlike() {
    assertThat(node.oldUpdate("color", "red").body())
        .isEqualTo("{\"name\":\"color\",\"value\":\"red\"}");
    assertThat(node.put("color", "red").body()).isEqualTo("{\"name\":\"color\",\"value\":\"red\"}");
    assertThat(node.find("color").body()).isEqualTo(node.oldGet("color").body());
    assertThat(node.oldGet("color").body()).isEqualTo("{\"name\":\"color\",\"value\":\"red\"}");
    assertThat(node.get("/nodes/dump").body()).isEqualTo("{\"color\":\"red\"}");
    assertThat(node.get("/v1/nodes").body()).isEqualTo("{\"color\":\"red\"}");
    assertThat(node.oldRemove("color").body()).isEqualTo("{\"name\":\"color\"}");
    node.put("color", "blue");
    assertThat(node.delete("color").body()).isEqualTo("{\"name\":\"color\"}");
    assertThat(node.get("/nodes/dump").body()).isEqualTo("{}");
  }

  @Test
  void answersAMissingNameWith400AndAMissingPairWith404() {
    for (String path :
        List.of("/nodes/update?value=x", "/nodes/get", "/nodes/remove", "/nodes/get?name=")) {
      NodeClient.Answer answer = node.get(path);
      assertThat(answer.status()).as(path).isEqualTo(400);
      assertThat(answer.json().at("/code").asText()).isEqualTo("invalid-request");
      assertThat(answer.json().at("/errors/0/parameter").asText()).isEqualTo("name");
    }
    for (NodeClient.Answer answer :
        List.of(
            node.oldGet("none"), node.find("none"), node.oldRemove("none"), node.delete("none"))) {
      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.json().at("/code").asText()).isEqualTo("not-found");
      assertThat(answer.response().headers().firstValue("Content-Type"))
          .contains("application/problem+json");
    }
    for (NodeClient.Answer refused : List.of(node.put("", "v"), node.find(""), node.delete(""))) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().at("/errors/0/parameter").asText()).isEqualTo("name");
    }
    assertThat(node.get("/nodes/update?name=x").json().at("/errors/0/parameter").asText())
        .isEqualTo("value");
  }

  @Test
  void keepsAnyUnicodeAndTheEmptyValue() {
    Map<String, String> pairs =
        Map.of(
            "\u00fcber/%2F? &=+", "a b+c&d=e%",
            "\uD83D\uDE00\uD83C\uDDFA",
                "\uD83D\uDC69\u200D\uD83D\uDE80 \u05d0\u05d1 \u0000\u0001\u2028",
            "..", "dots",
            " ", "space",
            "\u0000", "",
            "\"quoted\\\"", "{\"json\": [1]}\r\n");
    pairs.forEach((name, value) -> assertThat(node.oldUpdate(name, value).status()).isEqualTo(200));
    assertThat(node.dump()).containsExactlyInAnyOrderEntriesOf(pairs);
    pairs.forEach(
        (name, value) ->
            assertThat(node.oldGet(name).json().at("/value").asText()).isEqualTo(value));
    String slashes = "\u00fcber/%2F? &=+";
    assertThat(node.find(slashes).json().at("/name").asText()).isEqualTo(slashes);
    assertThat(node.put(slashes, "text/plain; charset=utf-8", "\u00e4\n").status()).isEqualTo(200);
    assertThat(node.oldGet(slashes).json().at("/value").asText()).isEqualTo("\u00e4\n");
  }

  @Test
  void keepsNamesOf1KibAndValuesOf1MibAndNoMore() {
    String name = "\u00e4".repeat(512);
    String value = "\u20ac".repeat((1 << 20) / 3) + "x";
    assertThat(node.oldUpdate(name, value).status()).isEqualTo(200);
    assertThat(node.oldGet(name).json().at("/value").asText()).isEqualTo(value);
    assertThat(node.put(name, "\u0001".repeat(1 << 20)).status()).isEqualTo(200);
    assertThat(node.find(name).json().at("/value").asText()).hasSize(1 << 20);
    for (NodeClient.Answer refused :
        List.of(
            node.oldUpdate(name + "x", "v"),
            node.put(name + "x", "v"),
            node.oldUpdate("n", value + "xx"),
            node.put("n", "text/plain", value + "xx"))) {
      assertThat(refused.status()).isEqualTo(400);
      assertThat(refused.json().at("/errors/0/detail").asText()).contains("at most");
    }
    assertThat(node.put("n", "x".repeat(20 << 20)).status()).isEqualTo(413);
  }

  @Test
  void refusesWhatItCannotRead() {
    assertThat(node.get("/nodes/get?name=%FF").status()).isEqualTo(400);
    assertThat(node.get("/nodes/get?nam=x").json().at("/errors/0/parameter").asText())
        .isEqualTo("nam");
    assertThat(
            node.put("n", "application/json", "{\"value\": 7}")
                .json()
                .at("/errors/0/pointer")
                .asText())
        .isEqualTo("/value");
    assertThat(node.put("n", "application/json", "{}").json().at("/errors/0/pointer").asText())
        .isEqualTo("/value");
    assertThat(node.put("n", "application/json", "{").status()).isEqualTo(400);
    assertThat(node.put("n", "application/json", "{\"value\": \"\\ud800\"}").status())
        .isEqualTo(400);
    assertThat(node.put("n", "image/png", "x").status()).isEqualTo(415);
    assertThat(node.put("n", "text/plain; charset=iso-8859-1", "x").status()).isEqualTo(415);
    assertThat(node.put("n", "application/json;charset=UTF-16", "{\"value\":\"x\"}").status())
        .isEqualTo(415);
    assertThat(node.put("n", "text/plain; Charset=\"UTF-8\"", "x").status()).isEqualTo(200);
    NodeClient.Answer wrongMethod =
        node.send(
            node.request("/nodes/update?name=a&value=b").POST(HttpRequest.BodyPublishers.noBody()));
    assertThat(wrongMethod.status()).isEqualTo(405);
    assertThat(wrongMethod.response().headers().firstValue("Allow")).contains("GET");
  }

  @Test
  void dumpsManyPairsInOrderOfName() {
    for (int i = 0; i < 700; i++) {
      node.put("key-" + (i * 7919) % 700, "v" + i);
    }
    List<String> names = List.copyOf(node.dump().keySet());
    assertThat(names).hasSize(700).isSorted();
  }

  @Test
  void toldTheFigures() {
    node.put("a", "b");
    String figures = node.get("/q/metrics").body();
    assertThat(figures).contains("nodes_conflicts_total 0.0").contains("nodes_clock_lead");
  }

  @Test
  void refusesWhatIsMeantForAnotherNodeOrCannotBeUnderstood() {
    NodeClient.Answer other = node.send(node.request(Wire.STATE).header(Wire.TO, "n7").GET());
    assertThat(other.status()).isEqualTo(409);
    assertThat(node.get(Wire.ENTRIES + "?leaves=abc,zz").status()).isEqualTo(400);
    String version = "\"version\":\"0000000000010000-n2\"";
    Map.of(
            "{}",
            "/entries",
            "[]",
            "",
            "{\"entries\":[null]}",
            "/entries/0",
            "{\"entries\":[{\"name\":\"\"," + version + "}]}",
            "/entries/0/name",
            "{\"entries\":[{" + version + "}]}",
            "/entries/0/name",
            "{\"entries\":[{\"name\":\"a\"}]}",
            "/entries/0/version",
            "{\"entries\":[{\"name\":\"a\",\"version\":\"x\"}]}",
            "/entries/0/version",
            "{\"entries\":[{\"name\":\"a\",\"value\":\"\\udc00\"," + version + "}]}",
            "/entries/0/value")
        .forEach(
            (body, pointer) -> {
              NodeClient.Answer answer =
                  node.send(
                      node.request(Wire.REPLICATE).POST(HttpRequest.BodyPublishers.ofString(body)));
              assertThat(answer.status()).as(body).isEqualTo(400);
              assertThat(answer.json().at("/errors/0/pointer").asText())
                  .as(body)
                  .isEqualTo(pointer);
            });
  }

  @Test
  void saysSoWhileItsRedisIsAwayAndGoesOnAfterwards() {
    node.put("kept", "value");
    RedisProcess redis = cluster.seat(0).redis;
    redis.stop();
    try {
      NodeClient.Answer answer = node.oldGet("kept");
      assertThat(answer.status()).isEqualTo(503);
      JsonNode problem = answer.json();
      assertThat(problem.at("/code").asText()).isEqualTo("store-unavailable");
      assertThat(problem.at("/retryable").asBoolean()).isTrue();
      assertThat(answer.response().headers().firstValue("Retry-After")).contains("1");
      assertThat(node.put("kept", "other").status()).isEqualTo(503);
      assertThat(node.get("/nodes/dump").status()).isEqualTo(503);
      Eventually.of(() -> assertThat(node.get("/q/health/ready").status()).isEqualTo(503));
    } finally {
      redis.start();
    }
    Eventually.of(
        () -> assertThat(node.oldGet("kept").json().at("/value").asText()).isEqualTo("value"));
    Eventually.of(() -> Cluster.isReady(cluster.seat(0)));
  }

  @Test
  void answersAlsoWhileItsRedisHangs() {
    node.put("kept", "value");
    RedisProcess redis = cluster.seat(0).redis;
    redis.freeze();
    try {
      assertThat(node.oldGet("kept").status()).isEqualTo(503);
      assertThat(node.put("kept", "other").json().at("/code").asText())
          .isEqualTo("outcome-unknown");
      assertThat(node.get("/q/metrics").status()).isEqualTo(200);
      assertThat(node.get("/q/health/live").status()).isEqualTo(200);
      assertThat(node.get("/q/health/ready").status()).isEqualTo(503);
    } finally {
      redis.thaw();
    }
    Eventually.of(() -> assertThat(node.oldGet("kept").status()).isEqualTo(200));
    Eventually.of(() -> Cluster.isReady(cluster.seat(0)));
  }

  @Test
  void doesNotStartOnTheDataOfAnotherNode() {
    Vertx vertx = Vertx.vertx();
    RedisProcess redis = cluster.seat(0).redis;
    try (RedisLink link = new RedisLink(vertx, redis.url(), "REDIS_URL")) {
      assertThat(link.call(Command.GET, "kv:owner").toString()).isEqualTo("n0");
      NodeSettings settings = cluster.seat(0).settings();
      NodeSettings stranger =
          new NodeSettings(
              new Peer("n9", settings.self().address()),
              settings.host(),
              RedisProcess.freePort(),
              settings.redisUrl(),
              settings.registryUrl(),
              settings.tombstoneLife(),
              settings.compareEvery(),
              settings.queueLimit(),
              settings.listLife(),
              settings.patience(),
              settings.clockOffset());
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> new NodeService(stranger, java.time.Clock.systemUTC()))
          .hasMessageContaining("REDIS_URL")
          .hasMessageContaining("'n0'");
    } finally {
      vertx.close();
    }
  }
}
