package io.saleproof.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A shop asked over HTTP. */
final class HttpAuditApi implements AuditApi {

  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  /** Ends a reconciliation that never does. */
  private static final int MAX_PAGES = 1_000;

  private final Requests requests;

  HttpAuditApi(Requests requests) {
    this.requests = requests;
  }

  @Override
  public Optional<KeyOutcome> key(String key, @Nullable CustomerId customer) {
    String path = "/v1/idempotency-keys/" + encoded(key);
    return found(customer == null ? path : path + "?customerId=" + encoded(customer.value()))
        .map(
            said ->
                new KeyOutcome(
                    said.path("state").asText(),
                    said.path("status").asInt(),
                    said.path("location").asText("")));
  }

  @Override
  public Optional<Account> account(Sku sku) {
    return found("/v1/stock/" + sku + "/explain").map(HttpAuditApi::accountOf);
  }

  private static Account accountOf(JsonNode said) {
    Map<String, Long> holds = new HashMap<>();
    for (JsonNode hold : said.path("holds")) {
      holds.merge(hold.path("orderId").asText(), hold.path("quantity").asLong(), Long::sum);
    }
    return new Account(
        said.path("received").asLong(),
        said.path("sold").asLong(),
        said.path("writtenOff").asLong(),
        new StockFigures(
            said.path("onHand").asLong(),
            said.path("reserved").asLong(),
            said.path("available").asLong()),
        said.path("drift").asLong(-1),
        holds);
  }

  @Override
  public void split(Sku sku, int buckets) {
    String body = JsonNodeFactory.instance.objectNode().put("buckets", buckets).toString();
    Answer answer = requests.send("POST", "/v1/stock/" + sku + "/buckets", body, null, "");
    if (answer.status() != OK) {
      throw Failure.of("The shop answered splitting " + sku + " with " + answer + ".");
    }
  }

  @Override
  public Optional<String> drift() {
    List<String> findings = new ArrayList<>();
    String body = "{}";
    for (int pages = 0; pages < MAX_PAGES; pages++) {
      Answer answer = requests.send("POST", "/v1/stock/reconcile", body, null, "");
      if (answer.status() != OK) {
        throw Failure.of("The shop answered reconciling with " + answer + ".");
      }
      answer.json().path("findings").forEach(finding -> findings.add(finding.toString()));
      JsonNode next = answer.json().path("next");
      if (!next.isTextual()) {
        return findings.isEmpty() ? Optional.empty() : Optional.of(String.join(", ", findings));
      }
      body = JsonNodeFactory.instance.objectNode().put("cursor", next.asText()).toString();
    }
    throw Failure.of("The shop's reconciling has no end.");
  }

  private Optional<JsonNode> found(String path) {
    Answer answer = requests.get(path);
    if (answer.status() == NOT_FOUND) {
      return Optional.empty();
    }
    if (answer.status() != OK) {
      throw Failure.of("The shop answered " + path + " with " + answer + ".");
    }
    return Optional.of(answer.json());
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
