package io.saleproof.orders;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** How an order looks in the database. */
final class OrderDocuments {

  private OrderDocuments() {}

  static Document of(Order order) {
    return new Document("_id", order.id().toString())
        .append("customerId", order.customer().value())
        .append("seq", order.id().seq())
        .append("idempotencyKey", order.key())
        .append("requestHash", order.requestHash())
        .append("requestId", order.requestId())
        .append("status", order.status().label())
        .append("version", order.version())
        .append("currency", order.total().currency())
        .append("total", order.total().amount())
        .append("lines", order.lines().stream().map(OrderDocuments::line).toList())
        .append("reservedUntil", date(order.reservedUntil()))
        .append("createdAt", Date.from(order.createdAt()))
        .append("updatedAt", Date.from(order.last().at()))
        .append("cartId", order.cartId())
        .append("cartVersion", order.cartVersion())
        .append("attempt", order.turn().number())
        .append("ticket", order.turn().ticket())
        .append("fence", order.turn().fence())
        .append("due", order.dueAt() != null)
        .append("dueAt", date(order.dueAt()))
        .append("history", order.history().stream().map(OrderDocuments::change).toList())
        .append("shortages", order.shortages().stream().map(OrderDocuments::shortage).toList());
  }

  static Order order(Document document) {
    String currency = document.getString("currency");
    return new Order(
        idOf(document),
        document.getString("idempotencyKey"),
        document.getString("requestHash"),
        document.getString("requestId"),
        document.getList("lines", Document.class).stream()
            .map(line -> lineOf(line, currency))
            .toList(),
        new Money(document.getLong("total"), currency),
        instant(document.getDate("reservedUntil")),
        document.getList("history", Document.class).stream().map(OrderDocuments::changeOf).toList(),
        document.getList("shortages", Document.class, List.of()).stream()
            .map(OrderDocuments::shortageOf)
            .toList(),
        document.getString("cartId"),
        document.getLong("cartVersion"),
        turnOf(document),
        instant(document.getDate("dueAt")));
  }

  /** Orders stored by a version without turns are in their first. */
  private static OrderTurn turnOf(Document document) {
    return document.containsKey("attempt")
        ? new OrderTurn(
            document.getInteger("attempt"), document.getLong("ticket"), document.getLong("fence"))
        : OrderTurn.first(document.getDate("createdAt").toInstant());
  }

  static OrderId idOf(Document document) {
    return new OrderId(new CustomerId(document.getString("customerId")), document.getLong("seq"));
  }

  static Document change(OrderChange change) {
    Document document =
        new Document("version", change.version())
            .append("status", change.status().label())
            .append("at", Date.from(change.at()))
            .append("cause", change.cause());
    if (change.key() != null) {
      document.append("key", change.key()).append("requestHash", change.requestHash());
    }
    if (change.restock() != null) {
      document.append("restock", change.restock());
    }
    return document;
  }

  static Document shortage(Shortage shortage) {
    return new Document("sku", shortage.sku().value())
        .append("requested", shortage.requested())
        .append("available", shortage.available());
  }

  private static Document line(OrderLine line) {
    return new Document("sku", line.sku().value())
        .append("name", line.name())
        .append("quantity", line.quantity())
        .append("unitPrice", line.unitPrice().amount())
        .append("productVersion", line.productVersion());
  }

  private static OrderLine lineOf(Document line, String currency) {
    return OrderLine.of(
        new Sku(line.getString("sku")),
        line.getString("name"),
        line.getLong("quantity"),
        new Money(line.getLong("unitPrice"), currency),
        line.getLong("productVersion"));
  }

  private static OrderChange changeOf(Document change) {
    return new OrderChange(
        change.getLong("version"),
        status(change.getString("status")),
        change.getDate("at").toInstant(),
        change.getString("cause"),
        change.getString("key"),
        change.getString("requestHash"),
        change.getBoolean("restock"));
  }

  private static Shortage shortageOf(Document shortage) {
    return new Shortage(
        new Sku(shortage.getString("sku")),
        shortage.getLong("requested"),
        shortage.getLong("available"));
  }

  private static OrderStatus status(String label) {
    return OrderStatus.ofLabel(label)
        .orElseThrow(() -> new IllegalStateException("unknown status in the database: " + label));
  }

  static @Nullable Date date(@Nullable Instant instant) {
    return instant == null ? null : Date.from(instant);
  }

  private static @Nullable Instant instant(@Nullable Date date) {
    return date == null ? null : date.toInstant();
  }
}
