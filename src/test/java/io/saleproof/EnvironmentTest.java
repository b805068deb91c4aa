package io.saleproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EnvironmentTest {

  static final String SESSION_KEYS = "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  @TempDir Path folder;

  @Test
  void needsNothingOnOnesOwnMachine() {
    Environment environment = Environment.read(Map.of());
    assertThat(environment.role()).isEqualTo("shop");
    assertThat(environment.port()).isEqualTo(8080);
    assertThat(environment.embedded()).isTrue();
    assertThat(environment.open()).isTrue();
    assertThat(environment.tokenKeys()).isEmpty();
  }

  @Test
  void bindsToLoopbackWheneverAccessIsOpen() {
    assertThat(Environment.read(Map.of()).toProperties("mongodb://x", Optional.empty()))
        .containsEntry("saleproof.http.listener.host", "127.0.0.1")
        .containsEntry("saleproof.access.mode", "open");
    assertThat(
            Environment.read(
                    Map.of(
                        "MONGODB_URL",
                        "mongodb://db",
                        "ACCESS",
                        "open",
                        "SESSION_KEYS",
                        SESSION_KEYS))
                .toProperties("mongodb://db", Optional.empty()))
        .containsEntry("saleproof.http.listener.host", "127.0.0.1");
  }

  @Test
  void closesAccessWithStoresOfItsOwn() throws Exception {
    Environment environment =
        Environment.read(
            Map.of(
                "MONGODB_URL",
                "mongodb://db",
                "JWT_PUBLIC_KEYS",
                keys("EC").toString(),
                "SESSION_KEYS",
                SESSION_KEYS));
    assertThat(environment.open()).isFalse();
    assertThat(environment.toProperties("mongodb://db", Optional.empty()))
        .containsEntry("saleproof.http.listener.host", "0.0.0.0")
        .containsEntry("saleproof.access.mode", "token")
        .containsEntry("mp.jwt.verify.publickey.algorithm", "ES256")
        .containsEntry("quarkus.log.console.json.enabled", "true")
        .containsEntry("saleproof.collections.enabled", "false")
        .doesNotContainKey("mp.jwt.verify.issuer");
  }

  @Test
  void passesSettingsOn() throws Exception {
    Map<String, String> variables =
        Map.of(
            "HTTP_PORT", "9090",
            "MONGODB_DATABASE_NAME", "shop_2",
            "CDN_BASE_URL", "https://cdn.example/m",
            "COLLECTIONS_API", "false",
            "JWT_ISSUER", "https://login.example",
            "OTEL_EXPORTER_OTLP_ENDPOINT", "http://collector:4317");
    assertThat(Environment.read(variables).toProperties("mongodb://x", Optional.empty()))
        .containsEntry("saleproof.http.listener.port", "9090")
        .containsEntry("saleproof.store.database", "shop_2")
        .containsEntry("saleproof.catalog.cdn-base-url", "https://cdn.example/m")
        .containsEntry("saleproof.collections.enabled", "false")
        .containsEntry("mp.jwt.verify.issuer", "https://login.example")
        .containsEntry("quarkus.otel.sdk.disabled", "false");
  }

  @Test
  void takesBlankAsMissing() {
    assertThat(Environment.read(Map.of("HTTP_PORT", " ", "MONGODB_URL", "")).embedded()).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "HTTP_PORT, 0",
    "HTTP_PORT, 65536",
    "HTTP_PORT, -1",
    "HTTP_PORT, http",
    "HTTP_PORT, 99999999999",
    "SALEPROOF_ROLE, king",
    "ACCESS, yes",
    "MONGODB_URL, db.example",
    "MONGODB_URL, mongodb://",
    "MONGODB_URL, mongodb://user:pa/ss@host",
    "REDIS_URL, cache.example",
    "REDIS_URL, http://cache.example",
    "REDIS_URL, redis://",
    "REDIS_URL, redis://host:0",
    "REDIS_URL, redis://host:65536",
    "REDIS_URL, redis://host/first",
    "REDIS_URL, redis://word@host",
    "REDIS_URL, redis://host?db=1",
    "REDIS_URL, 'redis://a,'",
    "REDIS_URL, 'redis://a,rediss://b'",
    "REDIS_URL, 'redis://:one@a,redis://:two@b'",
    "REDIS_URL, 'redis://a/1,redis://b/1'",
    "MONGODB_DATABASE_NAME, a.b",
    "MONGODB_DATABASE_NAME, $x",
    "CDN_BASE_URL, media",
    "CDN_BASE_URL, //elsewhere",
    "CDN_BASE_URL, ftp://cdn.example/x",
    "CDN_BASE_URL, https://",
    "COLLECTIONS_API, maybe",
    "SALEPROOF_SESSION_PINNED, maybe",
    "SALEPROOF_READS_REPLICAS, yes",
    "SALEPROOF_ORDERS_REQUIRE_LIST_VERSION, 1",
    "SALEPROOF_ORDERS_SWEEP, off",
    "SESSION_KEYS, MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
    "SESSION_KEYS, k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNk",
    "SESSION_KEYS, k1:secret of some words that is no base64",
    "OTEL_EXPORTER_OTLP_ENDPOINT, collector",
  })
  void tellsMalformedVariableInOneSentence(String name, String value) {
    assertMistake(Map.of(name, value), name);
  }

  @Test
  void tellsMissingKeys() {
    assertMistake(Map.of("ACCESS", "token"), "JWT_PUBLIC_KEYS");
    assertMistake(Map.of("MONGODB_URL", "mongodb://db"), "JWT_PUBLIC_KEYS");
    assertMistake(
        Map.of("ACCESS", "token", "JWT_PUBLIC_KEYS", folder.resolve("none.pem").toString()),
        "JWT_PUBLIC_KEYS");
  }

  @Test
  void aClusterHasKeysForItsSessions() {
    assertMistake(Map.of("MONGODB_URL", "mongodb://db", "ACCESS", "open"), "SESSION_KEYS");
    assertThat(
            Environment.read(Map.of("SESSION_KEYS", SESSION_KEYS))
                .toProperties("mongodb://x", Optional.empty()))
        .containsEntry("saleproof.session.keys", SESSION_KEYS);
  }

  @Test
  void neverRepeatsPassword() {
    for (String url :
        new String[] {
          "mongodb://user:hunter2/@host:99999999/", "mongodb://user:hunter2", "mongo://a:hunter2@b"
        }) {
      assertThatThrownBy(() -> Environment.read(Map.of("MONGODB_URL", url)))
          .isInstanceOf(Environment.Mistake.class)
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void neverRepeatsThePasswordOfRedis() {
    for (String url :
        new String[] {
          "redis://:hunter2@", "redis://:hunter2@h,redis://h", "redis://hunter2@host", "x:hunter2"
        }) {
      assertThatThrownBy(() -> Environment.read(Map.of("REDIS_URL", url)))
          .isInstanceOf(Environment.Mistake.class)
          .hasMessageStartingWith("REDIS_URL ")
          .hasMessageNotContaining("hunter2");
    }
  }

  @Test
  void passesRedisOnIfThereIsOne() {
    String nodes = "redis://:p%40ss@a:7000,redis://:p%40ss@b:7000";
    Environment environment = Environment.read(Map.of("REDIS_URL", nodes));
    assertThat(environment.redisUrl()).contains(nodes);
    assertThat(environment.toProperties("mongodb://x", environment.redisUrl()))
        .containsEntry("saleproof.redis.url", nodes);
    assertThat(environment.toProperties("mongodb://x", Optional.empty()))
        .doesNotContainKey("saleproof.redis.url");
  }

  @Test
  void staysOnOneLineWhateverTheValueHolds() {
    assertMistake(Map.of("ACCESS", "a\nb\u001b[31m"), "ACCESS");
  }

  private static void assertMistake(Map<String, String> variables, String name) {
    assertThatThrownBy(() -> Environment.read(new HashMap<>(variables)))
        .isInstanceOf(Environment.Mistake.class)
        .hasNoCause()
        .message()
        .startsWith(name)
        .endsWith(".")
        .doesNotContainPattern("\\p{Cntrl}")
        .doesNotContain(". ");
  }

  private Path keys(String kind) throws Exception {
    return Files.writeString(folder.resolve("keys.pem"), KeysForTests.pem(KeysForTests.pair(kind)));
  }

  @Test
  void tellsNobodyOfItselfWithoutARegistry() {
    assertThat(Environment.read(Map.of()).toProperties("mongodb://x", Optional.empty()))
        .doesNotContainKeys(
            "saleproof.registry.url", "saleproof.registry.address", "quarkus.shutdown.delay");
  }

  @Test
  void namesTheRegistryAndWaitsForTheGatewayToHear() {
    Map<String, String> variables =
        Map.of("CONSUL_URL", "http://consul:8500", "SERVICE_ADDRESS", "10.0.3.7");
    assertThat(Environment.read(variables).toProperties("mongodb://x", Optional.empty()))
        .containsEntry("saleproof.registry.url", "http://consul:8500")
        .containsEntry("saleproof.registry.address", "10.0.3.7")
        .containsEntry("quarkus.shutdown.delay", "8S");
  }

  @Test
  void leavesTheDelayToWhoeverSetsIt() {
    Map<String, String> variables =
        Map.of("CONSUL_URL", "http://consul:8500", "QUARKUS_SHUTDOWN_DELAY", "20S");
    assertThat(Environment.read(variables).toProperties("mongodb://x", Optional.empty()))
        .doesNotContainKey("quarkus.shutdown.delay");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "consul",
        "consul:8500",
        "http://",
        "http://consul:0",
        "http://consul:99999",
        "http://[::1]:8500",
        "http://consul:8500/v1",
        "http://consul:8500?dc=a",
        "http://me:secret@consul:8500",
        "http://con sul",
        "tcp://consul:8500"
      })
  void refusesARegistryThatIsNoAddress(String url) {
    assertThatThrownBy(() -> Environment.read(Map.of("CONSUL_URL", url)))
        .isInstanceOf(Environment.Mistake.class)
        .hasMessage("CONSUL_URL must be an address such as http://consul:8500, by name or IPv4.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app",
        "app.example",
        "::1",
        "10.0.3",
        "10.0.3.256",
        "0.0.0.0",
        "0.1.2.3",
        "127.0.0.01",
        "010.0.3.7",
        "224.0.0.1",
        "255.255.255.255"
      })
  void refusesAnAddressThatIsNoIpv4One(String address) {
    assertThatThrownBy(() -> Environment.read(Map.of("SERVICE_ADDRESS", address)))
        .isInstanceOf(Environment.Mistake.class)
        .hasMessageContaining("SERVICE_ADDRESS")
        .hasMessageContaining("'" + address + "'");
  }
}
