package io.saleproof.sessions;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a client does with orders and stock. Two clients share a customer. */
final class Purchases {

  static final int SKUS = 6;

  /** Then the customer is followed by another, lest lists get long. */
  private static final int ORDERS_OF_A_CUSTOMER = 30;

  /** A client with so many orders takes one back before it places the next. */
  private static final int OPEN_ORDERS = 3;

  private final Visitor visitor;
  private final String shared;
  private final Deque<String> open = new ArrayDeque<>();
  private @Nullable Wanted wanted;
  private long keys;

  /** An order that is asked for until it is known what became of it. */
  private record Wanted(String key, String customer, int sku, long expected) {}

  Purchases(Visitor visitor) {
    this.visitor = visitor;
    this.shared = "g" + visitor.number() / 2;
  }

  void order() {
    if (open.size() >= OPEN_ORDERS) {
      cancel(open.removeFirst());
    } else {
      place();
    }
  }

  private void place() {
    if (wanted == null) {
      String customer = visitor.book().current(shared);
      long expected = visitor.oneIn(4) ? visitor.knowledge().least(list(customer)) : -1;
      String key = visitor.asker().toString().replace(' ', '-') + "-" + keys++;
      wanted = new Wanted(key, customer, visitor.random().nextInt(SKUS), expected);
    }
    Wanted asked = wanted;
    Map<String, String> headers = new HashMap<>(Map.of("Idempotency-Key", asked.key));
    if (asked.expected >= 0) {
      headers.put("If-Match", Visitor.tag(asked.expected));
    }
    Map<String, ?> line = Map.of("sku", thing(asked.sku), "quantity", 1);
    Answer answer =
        visitor
            .asker()
            .post(
                "/v1/orders",
                headers,
                Map.of("customerId", asked.customer, "lines", List.of(line)));
    boolean settled = true;
    switch (answer.status()) {
      case 201 -> placed(asked, answer);
      case 412 -> visitor.stale(list(asked.customer), asked.expected, answer);
      default -> {
        visitor.refused(answer, "POST /v1/orders");
        settled = answer.status() == 409 && !answer.body().path("retryable").asBoolean();
      }
    }
    if (settled) {
      wanted = null;
    }
  }

  private void placed(Wanted asked, Answer answer) {
    String id = answer.body().path("id").asText();
    long number = answer.body().path("seq").asLong();
    Knowledge knowledge = visitor.knowledge();
    if (!answer.replayed()) {
      if (number <= knowledge.least(list(asked.customer))
          || asked.expected >= 0 && number != asked.expected + 1) {
        visitor.breaches().add(Guarantee.NOTHING_LOST, asked + " became number " + number);
      }
      // Held after all that this client has seen of the stock.
      knowledge.wrote(thing(asked.sku), knowledge.least(thing(asked.sku)) + 1);
    }
    knowledge.wrote(list(asked.customer), number);
    knowledge.wrote(order(id), answer.etag());
    visitor.book().acknowledged(list(asked.customer), number);
    visitor.book().acknowledged(order(id), answer.etag());
    visitor.book().placed(asked.customer, id);
    open.add(id);
  }

  private void cancel(String id) {
    Answer answer =
        visitor
            .asker()
            .post("/v1/orders/" + id + "/cancel", Map.of("Idempotency-Key", "cancel-" + id), null);
    switch (answer.status()) {
      case 200 -> {
        if (!answer.replayed() && answer.etag() <= visitor.knowledge().least(order(id))) {
          visitor.breaches().add(Guarantee.NOTHING_LOST, id + " was cancelled into the past");
        }
        visitor.knowledge().wrote(order(id), answer.etag());
        visitor.book().acknowledged(order(id), answer.etag());
      }
      case 404 -> visitor.isMissing(order(id), answer);
      case 503 -> open.addLast(id);
      default -> visitor.refused(answer, "cancel " + id);
    }
  }

  void list() {
    if (visitor.oneIn(8)) {
      visitor.rest();
    }
    String customer = visitor.book().current(shared);
    String known = visitor.oneIn(2) ? visitor.book().newestOrder(customer) : null;
    String path =
        "/v1/customers/"
            + customer
            + "/orders?limit=100"
            + (known == null ? "" : "&last_known_order_id=" + known);
    Answer answer = visitor.look(list(customer), path);
    if (answer == null) {
      return;
    }
    long latest = answer.body().path("latestVersion").asLong();
    visitor.sees(list(customer), latest, answer);
    Set<Long> numbers = new HashSet<>();
    for (JsonNode item : answer.body().path("items")) {
      numbers.add(item.path("seq").asLong());
      visitor.sees(order(item.path("id").asText()), item.path("version").asLong(), answer);
    }
    for (long number = 1; number <= latest; number++) {
      if (!numbers.contains(number)) {
        visitor.isMissing("order " + number + " in " + path, answer);
      }
    }
    if (known != null && !numbers.contains(Long.parseLong(known.replaceAll(".*\\.", "")))) {
      visitor.isMissing("the known order in " + path, answer);
    }
    if (latest >= ORDERS_OF_A_CUSTOMER) {
      visitor.book().next(shared, customer);
    }
  }

  /** One of its own, or one that somebody else has spoken of. */
  void readOrder() {
    String id = open.isEmpty() || visitor.oneIn(2) ? fromHearsay() : open.getLast();
    if (id != null) {
      visitor.look(order(id), "/v1/orders/" + id);
    }
  }

  private @Nullable String fromHearsay() {
    if (visitor.oneIn(2)) {
      visitor.rest();
      return visitor.book().nextOrder();
    }
    List<String> recent = visitor.book().recentOrders();
    return recent.isEmpty() ? null : recent.get(visitor.random().nextInt(recent.size()));
  }

  void readStock() {
    int sku = visitor.random().nextInt(SKUS);
    visitor.look(thing(sku), "/v1/stock/" + thing(sku));
  }

  static String thing(int sku) {
    return "s" + sku;
  }

  private static String list(String customer) {
    return "l" + customer;
  }

  static String order(String id) {
    return "o" + id;
  }
}
