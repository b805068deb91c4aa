package io.saleproof.orders;

import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.util.List;
import org.bson.Document;

/** How a past order looks in the database: an order with two more fields. */
final class PastOrderDocuments {

  static final String RETURNS = "returns";
  static final String CUT = "cut";

  private PastOrderDocuments() {}

  static Document of(PastOrder past) {
    return OrderDocuments.of(past.order())
        .append(RETURNS, past.returns().stream().map(PastOrderDocuments::returned).toList())
        .append(CUT, cut(past.cut()))
        .append(MongoCountableOrders.OPEN, true);
  }

  static PastOrder pastOrder(Document document) {
    String currency = document.getString("currency");
    return new PastOrder(
        OrderDocuments.order(document),
        document.getList(RETURNS, Document.class, List.of()).stream()
            .map(returned -> returnedOf(returned, currency))
            .toList(),
        cutOf(document.get(CUT, Document.class)));
  }

  private static Document cut(Cut cut) {
    return new Document("atStart", cut.atStart()).append("atEnd", cut.atEnd());
  }

  private static Cut cutOf(Document cut) {
    return new Cut(cut.getBoolean("atStart"), cut.getBoolean("atEnd"));
  }

  private static Document returned(ReturnedUnits returned) {
    return new Document("creditNote", returned.creditNote())
        .append("sku", returned.sku().value())
        .append("unitPrice", returned.unitPrice().amount())
        .append("creditedPrice", returned.creditedPrice().amount())
        .append("quantity", returned.quantity());
  }

  private static ReturnedUnits returnedOf(Document returned, String currency) {
    return new ReturnedUnits(
        returned.getString("creditNote"),
        new Sku(returned.getString("sku")),
        new Money(returned.getLong("unitPrice"), currency),
        new Money(returned.getLong("creditedPrice"), currency),
        returned.getLong("quantity"));
  }
}
