package io.saleproof.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.saleproof.http.Listener;
import io.saleproof.session.KnownInstances;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The shop and a Consul, as they talk to each other. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@QuarkusTestResource(value = ConsulForTests.class, restrictToAnnotatedClass = true)
@TestProfile(RegistrarTest.Listening.class)
class RegistrarTest {

  public static class Listening implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("saleproof.http.listener.enabled", "true", "saleproof.http.listener.port", "0");
    }
  }

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Inject Listener listener;
  @Inject KnownInstances instances;

  private String id() {
    return "saleproof-127-0-0-1-" + listener.port();
  }

  private JsonNode awaitListed() {
    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(ConsulForTests.consul().services()).containsKey(id()));
    return ConsulForTests.consul().services().get(id());
  }

  @Test
  void isListedWhereItListensAndAnswersItsCheck() throws Exception {
    JsonNode listed = awaitListed();

    assertThat(listed.get("Port").asInt()).isEqualTo(listener.port());
    assertThat(listed.get("Meta").get("instance").asText()).isEqualTo(instances.self());
    assertThat(listed.get("Check").get("Status").asText()).isEqualTo("passing");
    URI check = URI.create(listed.get("Check").get("HTTP").asText());
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> answer =
          client.send(HttpRequest.newBuilder(check).build(), HttpResponse.BodyHandlers.ofString());
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.body()).contains("database");
    }
  }

  @Test
  void isListedAgainWhenConsulWasStartedEmpty() {
    awaitListed();

    ConsulForTests.consul().forget();

    awaitListed();
  }

  @Test
  void servesAndComesBackWhileConsulIsSilent() throws Exception {
    awaitListed();
    ConsulForTests.consul().beSilent(true);
    try {
      int asked = ConsulForTests.consul().calls().size();
      await().atMost(PATIENCE).until(() -> ConsulForTests.consul().calls().size() > asked);
      assertThat(get("/v1/products?limit=1").statusCode()).isEqualTo(200);
      ConsulForTests.consul().forget();
    } finally {
      ConsulForTests.consul().beSilent(false);
    }
    awaitListed();
  }

  @Test
  void knowsTheInstancesThatConsulCallsReady() throws Exception {
    awaitListed();
    ConsulForTests.consul()
        .list(
            """
            {"ID": "saleproof-10-0-3-8-8080", "Name": "saleproof", "Address": "10.0.3.8",
             "Port": 8080, "Meta": {"instance": "another"}}""");

    await().atMost(PATIENCE).until(() -> instances.knows("another"));
    assertThat(instances.knows("a-third")).isFalse();
  }

  @Test
  void showsItsRegistrationToOperators() {
    awaitListed();

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(get("/q/metrics").body())
                    .contains("saleproof_registry_registered 1.0")
                    .contains("saleproof_registry_instances ")
                    .contains("saleproof_registry_registrations_total ")
                    .contains("saleproof_registry_failures_total "));
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path)).build(),
          HttpResponse.BodyHandlers.ofString());
    }
  }
}
