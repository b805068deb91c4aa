package io.saleproof.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A shop over HTTP, as one client with a session of its own sees it. */
final class HttpShopApi implements ShopApi {

  /** So many of the longest codes still fit into a request line of 8 KiB. */
  private static final int SKUS_A_REQUEST = 100;

  private static final int ORDERS_A_PAGE = 200;
  private static final int PRECONDITION_FAILED = 412;
  private static final int NOT_FOUND = 404;

  private final Requests requests;

  HttpShopApi(Requests requests) {
    this.requests = requests;
  }

  @Override
  public Set<Sku> existing(Collection<Sku> skus) {
    Set<Sku> existing = new HashSet<>();
    for (List<Sku> some : batches(skus)) {
      String path = "/v1/products?limit=" + SKUS_A_REQUEST + "&ids=" + commas(some);
      for (JsonNode product : expect(requests.get(path), "products", 200).path("items")) {
        existing.add(new Sku(product.path("sku").asText()));
      }
    }
    return existing;
  }

  @Override
  public void create(Sku sku, String name, Money price) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("name", name);
    body.putObject("price").put("amount", price.amount()).put("currency", price.currency());
    Answer answer =
        requests.send("PUT", "/v1/products/" + sku, body.toString(), "If-None-Match", "*");
    // It is there: made by someone else, or by this request's own first sending.
    if (answer.status() != PRECONDITION_FAILED) {
      expect(answer, "product " + sku, 200, 201);
    }
  }

  @Override
  public Map<Sku, StockFigures> stock(Collection<Sku> skus) {
    Map<Sku, StockFigures> stock = new HashMap<>();
    for (List<Sku> some : batches(skus)) {
      for (JsonNode level :
          expect(requests.get("/v1/stock?skus=" + commas(some)), "stock", 200).path("items")) {
        stock.put(
            new Sku(level.path("sku").asText()),
            new StockFigures(
                level.path("onHand").asLong(),
                level.path("reserved").asLong(),
                level.path("available").asLong()));
      }
    }
    return stock;
  }

  @Override
  public void receive(Sku sku, String movementId, long quantity) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("id", movementId).put("type", "receive").put("quantity", quantity);
    body.putNull("expectedVersion").put("reason", "replay");
    String path = "/v1/stock/" + sku + "/movements";
    expect(requests.send("POST", path, body.toString(), null, ""), "movement of " + sku, 200, 201);
  }

  @Override
  public Answer place(Invoice invoice, String key) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    if (invoice.customer() != null) {
      body.put("customerId", invoice.customer().value());
    }
    var lines = body.putArray("lines");
    for (Invoice.Line line : invoice.lines()) {
      lines.addObject().put("sku", line.sku().value()).put("quantity", line.quantity());
    }
    return requests.send("POST", "/v1/orders", body.toString(), "Idempotency-Key", key);
  }

  @Override
  public Answer move(String orderId, Life.Act act, String key) {
    String path = "/v1/orders/" + encoded(orderId) + "/" + act.action();
    String body = act.restock() ? "{\"restock\": true}" : "{}";
    return requests.send("POST", path, body, "Idempotency-Key", key);
  }

  @Override
  public OrderPage orders(CustomerId customer, @Nullable String cursor) {
    return orders(customer, cursor, ORDERS_A_PAGE);
  }

  @Override
  public long listVersion(CustomerId customer) {
    return orders(customer, null, 1).latestVersion();
  }

  private OrderPage orders(CustomerId customer, @Nullable String cursor, int limit) {
    String path = "/v1/customers/" + encoded(customer.value()) + "/orders?limit=" + limit;
    JsonNode page =
        expect(
            requests.get(cursor == null ? path : path + "&cursor=" + encoded(cursor)),
            "orders of " + customer,
            200);
    List<SeenOrder> orders = new ArrayList<>();
    page.path("items").forEach(order -> orders.add(SeenOrder.of(order)));
    JsonNode next = page.path("next");
    return new OrderPage(
        orders, next.isTextual() ? next.asText() : null, page.path("latestVersion").asLong());
  }

  @Override
  public Optional<SeenOrder> order(String id) {
    Answer answer = requests.get("/v1/orders/" + encoded(id));
    return answer.status() == NOT_FOUND
        ? Optional.empty()
        : Optional.of(SeenOrder.of(expect(answer, "order " + id, 200)));
  }

  private static JsonNode expect(Answer answer, String what, Integer... statuses) {
    if (!Set.of(statuses).contains(answer.status())) {
      throw Failure.of("The shop answered about the " + what + ": " + answer + ".");
    }
    return answer.json();
  }

  private static List<List<Sku>> batches(Collection<Sku> skus) {
    List<Sku> all = List.copyOf(skus);
    List<List<Sku>> batches = new ArrayList<>();
    for (int from = 0; from < all.size(); from += SKUS_A_REQUEST) {
      batches.add(all.subList(from, Math.min(all.size(), from + SKUS_A_REQUEST)));
    }
    return batches;
  }

  private static String commas(List<Sku> skus) {
    return skus.stream().map(Sku::value).collect(Collectors.joining(","));
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
