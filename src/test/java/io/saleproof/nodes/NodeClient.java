package io.saleproof.nodes;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;

/** What a client of a node does, in both spellings. */
final class NodeClient {

  private static final HttpClient HTTP =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final String base;

  NodeClient(int port) {
    this.base = "http://127.0.0.1:" + port;
  }

  record Answer(int status, String body, HttpResponse<String> response) {
    JsonNode json() {
      try {
        return JSON.readTree(body);
      } catch (IOException wrong) {
        throw new UncheckedIOException(wrong);
      }
    }
  }

  static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  Answer get(String pathAndQuery) {
    return send(request(pathAndQuery).GET());
  }

  Answer oldUpdate(String name, String value) {
    return get("/nodes/update?name=" + encode(name) + "&value=" + encode(value));
  }

  Answer oldGet(String name) {
    return get("/nodes/get?name=" + encode(name));
  }

  Answer oldRemove(String name) {
    return get("/nodes/remove?name=" + encode(name));
  }

  Answer put(String name, String value) {
    return put(name, "application/json", JSON.createObjectNode().put("value", value).toString());
  }

  Answer put(String name, String type, String body) {
    return send(
        request("/v1/nodes/" + encode(name))
            .header("Content-Type", type)
            .PUT(HttpRequest.BodyPublishers.ofString(body)));
  }

  Answer find(String name) {
    return get("/v1/nodes/" + encode(name));
  }

  Answer delete(String name) {
    return send(request("/v1/nodes/" + encode(name)).DELETE());
  }

  LinkedHashMap<String, String> dump() {
    try {
      return JSON.readValue(get("/nodes/dump").body(), new TypeReference<>() {});
    } catch (IOException wrong) {
      throw new UncheckedIOException(wrong);
    }
  }

  Answer send(HttpRequest.Builder request) {
    try {
      HttpResponse<String> response =
          HTTP.send(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofString());
      return new Answer(response.statusCode(), response.body(), response);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }

  HttpRequest.Builder request(String pathAndQuery) {
    return HttpRequest.newBuilder(URI.create(base + pathAndQuery));
  }
}
