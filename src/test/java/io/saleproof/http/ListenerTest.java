package io.saleproof.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The listener that the program has in earnest; the other tests come by the framework's. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
@TestProfile(ListenerTest.OnAnyPort.class)
class ListenerTest {

  public static class OnAnyPort implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      return Map.of("saleproof.http.listener.enabled", "true", "saleproof.http.listener.port", "0");
    }
  }

  private static final int HEADER_CHARS = 70_000;

  @Inject Listener listener;

  @Test
  void handsRequestsOnToTheShop() throws Exception {
    HttpResponse<String> page = send(get("/v1/products?limit=1").build());

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Session-Token")).isPresent();
    assertThat(page.headers().firstValue("X-Request-Id")).isPresent();
    assertThat(send(get("/q/health/live").build()).statusCode()).isEqualTo(200);
  }

  @Test
  void handsBodiesOn() throws Exception {
    HttpRequest post =
        get("/listened/users")
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString("{\"name\": \"ann\", \"age\": 41}"))
            .build();

    assertThat(send(post).statusCode()).isEqualTo(201);
  }

  @Test
  void refusesAsTheDoorDoes() throws Exception {
    HttpResponse<String> wrong = send(get("/v1/products?limit=many").build());
    HttpResponse<String> missing = send(get("/v1/nothing/here").build());

    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("limit");
    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(missing.body()).contains("\"code\"");
  }

  @Test
  void boundsTheHeadersOfARequest() throws Exception {
    HttpRequest large = get("/v1/products").header("X-Large", "x".repeat(HEADER_CHARS)).build();

    assertThat(send(large).statusCode()).isEqualTo(431);
  }

  private HttpRequest.Builder get(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + listener.port() + path));
  }

  private static HttpResponse<String> send(HttpRequest request)
      throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client.send(request, HttpResponse.BodyHandlers.ofString());
    }
  }
}
