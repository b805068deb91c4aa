package io.saleproof.history;

import io.saleproof.orders.Cut;
import io.saleproof.orders.OrderLine;
import io.saleproof.orders.ReturnedUnits;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.util.Date;
import java.util.List;
import org.bson.Document;

/** How a credit note looks in the database. */
final class CreditNoteDocuments {

  static final String ID = "_id";
  static final String CUSTOMER = "customerId";
  static final String LINE_COUNT = "lineCount";

  private CreditNoteDocuments() {}

  static String idOf(Invoice.Identity identity) {
    return identity.customer() + "/" + identity.number();
  }

  static Document of(CreditNote note, List<Returning.Back> found) {
    return new Document(ID, idOf(note.id()))
        .append(CUSTOMER, note.customer().value())
        .append("invoice", note.id().number())
        .append("at", Date.from(note.at()))
        .append("currency", note.total().currency())
        .append("total", note.total().amount())
        .append("lines", note.lines().stream().map(CreditNoteDocuments::line).toList())
        .append(LINE_COUNT, note.lines().size())
        .append("returns", found.stream().map(CreditNoteDocuments::back).toList())
        .append("cutAtStart", note.cut().atStart())
        .append("cutAtEnd", note.cut().atEnd())
        .append("requestId", note.requestId());
  }

  static CreditNote creditNote(Document document) {
    String currency = document.getString("currency");
    return new CreditNote(
        new Invoice.Identity(
            new CustomerId(document.getString(CUSTOMER)), document.getString("invoice")),
        document.getDate("at").toInstant(),
        document.getList("lines", Document.class).stream()
            .map(line -> lineOf(line, currency))
            .toList(),
        new Cut(document.getBoolean("cutAtStart"), document.getBoolean("cutAtEnd")),
        document.getString("requestId"));
  }

  private static Document line(OrderLine line) {
    return new Document("sku", line.sku().value())
        .append("name", line.name())
        .append("quantity", line.quantity())
        .append("unitPrice", line.unitPrice().amount());
  }

  private static OrderLine lineOf(Document line, String currency) {
    return OrderLine.of(
        new Sku(line.getString("sku")),
        line.getString("name"),
        line.getLong("quantity"),
        new Money(line.getLong("unitPrice"), currency),
        0);
  }

  private static Document back(Returning.Back back) {
    ReturnedUnits units = back.units();
    return new Document("order", back.order().toString())
        .append("sku", units.sku().value())
        .append("unitPrice", units.unitPrice().amount())
        .append("creditedPrice", units.creditedPrice().amount())
        .append("quantity", units.quantity());
  }
}
