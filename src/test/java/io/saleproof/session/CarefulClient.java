package io.saleproof.session;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A client that does it right: it sends all tokens that it got since the request that it sent last
 * was answered, and takes an answer's token in the place of those that the request had carried.
 */
class CarefulClient {

  private static final Duration BOUND = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();
  private final Set<String> tokens = new LinkedHashSet<>();
  private final List<String> warnings = new ArrayList<>();

  /** The answer's body. May be called from many threads at once. */
  String send(String method, URI uri, String name) throws IOException, InterruptedException {
    List<String> sent = tokens();
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri)
            .timeout(BOUND)
            .header("X-Name", name)
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (!sent.isEmpty()) {
      request.header("Session-Token", String.join(", ", sent));
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    answer.headers().firstValue("Session-Token").ifPresent(token -> keep(token, sent));
    noteWarning(answer);
    return answer.body();
  }

  private synchronized void noteWarning(HttpResponse<String> answer) {
    answer.headers().firstValue("Session-Warning").ifPresent(warnings::add);
  }

  synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }

  synchronized List<String> tokens() {
    return List.copyOf(tokens);
  }

  /** The new token says all that those say which were sent; others may have come meanwhile. */
  synchronized void keep(String token, List<String> sent) {
    tokens.removeAll(sent);
    tokens.add(token);
  }

  synchronized void keepOnly(String token) {
    tokens.clear();
    tokens.add(token);
  }
}
