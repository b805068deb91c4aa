package io.saleproof.nodes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Another node, over HTTP. */
final class HttpNeighbour implements Neighbour {

  /** For a whole request and its answer. */
  static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final Duration CONNECT = Duration.ofSeconds(1);
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final int OK = 200;

  private final HttpClient http;
  private final String self;
  private final Peer peer;

  HttpNeighbour(HttpClient http, String self, Peer peer) {
    this.http = http;
    this.self = self;
    this.peer = peer;
  }

  static HttpClient client() {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .connectTimeout(CONNECT)
        .build();
  }

  @Override
  public void accept(List<Entry> entries) {
    post(Wire.REPLICATE, Wire.Items.of(entries), Object.class);
  }

  @Override
  public State state() {
    Wire.Standing standing = get(Wire.STATE, Wire.Standing.class);
    return understood(
        () ->
            new State(
                standing.settled(),
                Instant.ofEpochMilli(standing.wall()),
                Optional.ofNullable(standing.horizon()).map(Version::parse),
                standing.groups()));
  }

  @Override
  public Map<String, String> leaves(String group) {
    return get(Wire.LEAVES + "?group=" + group, Wire.Ranges.class).leaves();
  }

  @Override
  public Part entries(List<String> leaves) {
    Wire.Lines lines = get(Wire.ENTRIES + "?leaves=" + String.join(",", leaves), Wire.Lines.class);
    return understood(
        () ->
            new Part(
                Math.clamp(lines.leaves(), 1, leaves.size()),
                lines.entries().stream().map(Wire.Line::summary).toList()));
  }

  @Override
  public List<Entry> read(List<Name> names) {
    Wire.Names asked = new Wire.Names(names.stream().map(Name::text).toList());
    Wire.Items items = post(Wire.READ, asked, Wire.Items.class);
    return understood(items::read);
  }

  private <T> T get(String path, Class<T> type) {
    return send(request(path).GET(), type);
  }

  private <T> T post(String path, Object body, Class<T> type) {
    try {
      byte[] json = JSON.writeValueAsBytes(body);
      return send(
          request(path)
              .header("Content-Type", "application/json")
              .POST(HttpRequest.BodyPublishers.ofByteArray(json)),
          type);
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(peer.address() + path))
        .header(Wire.FROM, self)
        .header(Wire.TO, peer.name());
  }

  private <T> T send(HttpRequest.Builder request, Class<T> type) {
    CompletableFuture<HttpResponse<byte[]>> answer =
        http.sendAsync(request.timeout(TIMEOUT).build(), HttpResponse.BodyHandlers.ofByteArray());
    try {
      HttpResponse<byte[]> response = answer.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      if (response.statusCode() != OK) {
        throw new Unreachable(peer.name(), new IOException("status " + response.statusCode()));
      }
      return JSON.readValue(response.body(), type);
    } catch (ExecutionException failed) {
      throw new Unreachable(peer.name(), failed.getCause() == null ? failed : failed.getCause());
    } catch (TimeoutException | IOException failed) {
      answer.cancel(true);
      throw new Unreachable(peer.name(), failed);
    } catch (InterruptedException stopped) {
      answer.cancel(true);
      Thread.currentThread().interrupt();
      throw new Unreachable(peer.name(), stopped);
    }
  }

  /** What can't be understood comes from a node of another kind; it may be replaced soon. */
  private <T> T understood(java.util.function.Supplier<T> reading) {
    try {
      return reading.get();
    } catch (IllegalArgumentException | NullPointerException wrong) {
      throw new Unreachable(peer.name(), wrong);
    }
  }
}
