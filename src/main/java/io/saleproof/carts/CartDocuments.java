package io.saleproof.carts;

import io.saleproof.carts.Cart.Checkout;
import io.saleproof.carts.Cart.Source;
import io.saleproof.carts.Cart.State;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.util.Date;
import java.util.List;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** How a cart looks in the database. */
final class CartDocuments {

  static final String ID = "_id";
  static final String VERSION = "version";
  static final String EXPIRES_AT = "expiresAt";

  private CartDocuments() {}

  static Document of(Cart cart) {
    CustomerId customer = cart.customer();
    return new Document(ID, cart.id().value())
        .append("customerId", customer == null ? null : customer.value())
        .append("lines", lines(cart.lines()))
        .append(VERSION, cart.version())
        .append("createdAt", Date.from(cart.createdAt()))
        .append("updatedAt", Date.from(cart.updatedAt()))
        .append(EXPIRES_AT, Date.from(cart.expiresAt()))
        .append("state", state(cart.state()))
        .append("life", cart.life())
        .append("checkout", checkout(cart.checkout()))
        .append("mergedFrom", cart.merged().stream().map(CartDocuments::source).toList());
  }

  static Cart cart(Document document) {
    String customer = document.getString("customerId");
    return new Cart(
        new CartId(document.getString(ID)),
        customer == null ? null : new CustomerId(customer),
        linesOf(document),
        document.getLong(VERSION),
        document.getDate("createdAt").toInstant(),
        document.getDate("updatedAt").toInstant(),
        document.getDate(EXPIRES_AT).toInstant(),
        stateOf(document.get("state", Document.class)),
        document.getString("life"),
        checkoutOf(document.get("checkout", Document.class)),
        document.getList("mergedFrom", Document.class, List.of()).stream()
            .map(CartDocuments::sourceOf)
            .toList());
  }

  private static Document state(State state) {
    return switch (state) {
      case State.Open() -> new Document("is", "open");
      case State.Deleted() -> new Document("is", "deleted");
      case State.Leaving(CartId to, String toLife, List<CartLine> lines) ->
          new Document("is", "leaving")
              .append("to", to.value())
              .append("toLife", toLife)
              .append("lines", lines(lines));
      case State.Merged(CartId into) ->
          new Document("is", "merged").append("mergedInto", into.value());
    };
  }

  private static State stateOf(Document state) {
    return switch (state.getString("is")) {
      case "open" -> new State.Open();
      case "deleted" -> new State.Deleted();
      case "leaving" ->
          new State.Leaving(
              new CartId(state.getString("to")), state.getString("toLife"), linesOf(state));
      case "merged" -> new State.Merged(new CartId(state.getString("mergedInto")));
      default -> throw new IllegalStateException("unknown state of a cart in the database");
    };
  }

  private static @Nullable Document checkout(@Nullable Checkout checkout) {
    return checkout == null
        ? null
        : new Document("orderId", checkout.orderId()).append("lines", lines(checkout.lines()));
  }

  private static @Nullable Checkout checkoutOf(@Nullable Document checkout) {
    return checkout == null ? null : new Checkout(checkout.getString("orderId"), linesOf(checkout));
  }

  private static Document source(Source source) {
    return new Document("id", source.id().value()).append("life", source.life());
  }

  private static Source sourceOf(Document source) {
    return new Source(new CartId(source.getString("id")), source.getString("life"));
  }

  private static List<Document> lines(List<CartLine> lines) {
    return lines.stream().map(CartDocuments::line).toList();
  }

  private static List<CartLine> linesOf(Document owner) {
    return owner.getList("lines", Document.class).stream().map(CartDocuments::lineOf).toList();
  }

  private static Document line(CartLine line) {
    return new Document("sku", line.sku().value())
        .append("quantity", line.quantity())
        .append("name", line.name())
        .append("amount", line.priceWhenAdded().amount())
        .append("currency", line.priceWhenAdded().currency())
        .append("productVersion", line.productVersion())
        .append("addedAt", Date.from(line.addedAt()));
  }

  private static CartLine lineOf(Document line) {
    return new CartLine(
        new Sku(line.getString("sku")),
        line.getLong("quantity"),
        line.getString("name"),
        new Money(line.getLong("amount"), line.getString("currency")),
        line.getLong("productVersion"),
        line.getDate("addedAt").toInstant());
  }
}
