package io.saleproof.stock;

import io.quarkus.arc.All;
import io.saleproof.http.Cursor;
import io.saleproof.http.Page;
import io.saleproof.http.PageRequest;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.bson.Document;

/** Explains a SKU's stock: its account, who holds what until when, its ledger, and any drift. */
@ApplicationScoped
public class StockExplainer {

  /** So many holds are listed. */
  static final int MAX_HOLDS = 10_000;

  private final Auditor auditor;
  private final LedgerPages ledger;

  StockExplainer(Store store, @All List<HoldOwners> orders, Clock clock) {
    this.auditor = new Auditor(store, orders, clock);
    this.ledger = new LedgerPages(store);
  }

  /**
   * Empty if the SKU has no stock record.
   *
   * @throws io.saleproof.http.ProblemException 400 for a cursor that is not of this ledger
   */
  public Optional<StockExplanation> explain(Sku sku, PageRequest page) {
    // In this order: the audit copies what is not in the ledger yet.
    Auditor.Result result = auditor.audit(sku);
    Page<LedgerEntry> entries = page(sku, page);
    return result == null ? Optional.empty() : Optional.of(explanation(result, entries));
  }

  private static StockExplanation explanation(Auditor.Result result, Page<LedgerEntry> entries) {
    StockParts parts = result.audit().parts();
    List<Drift> findings = result.audit().findings();
    List<Document> holds = parts.all().flatMap(part -> part.holds().stream()).toList();
    return new StockExplanation(
        parts.sku(),
        parts.received(),
        parts.sold(),
        parts.writtenOff(),
        parts.onHand(),
        parts.reserved(),
        parts.available(),
        parts.version(),
        parts.lastChange(),
        parts.root().buckets(),
        holds.size(),
        holds.stream()
            .map(StockExplainer::hold)
            .sorted(
                Comparator.comparing(StockExplanation.Hold::until)
                    .thenComparing(StockExplanation.Hold::orderId))
            .limit(MAX_HOLDS)
            .toList(),
        findings.size(),
        result.settled(),
        findings,
        entries);
  }

  private static StockExplanation.Hold hold(Document hold) {
    return new StockExplanation.Hold(
        hold.getString("order"), PartAccount.quantity(hold), hold.getDate("until").toInstant());
  }

  private Page<LedgerEntry> page(Sku sku, PageRequest request) {
    String list = "stock-ledger " + sku;
    Instant at = null;
    String id = null;
    if (request.cursor() != null) {
      List<Object> keys =
          Cursor.decode(request.cursor(), list, List.of(Long.class, String.class)).keys();
      at = Instant.ofEpochMilli((Long) keys.get(0));
      id = StockDocuments.entryId(sku, (String) keys.get(1));
    }
    List<LedgerEntry> found = ledger.page(sku, at, id, request.limit() + 1);
    if (found.size() <= request.limit()) {
      return Page.of(found, null);
    }
    List<LedgerEntry> items = found.subList(0, request.limit());
    LedgerEntry last = items.getLast();
    return Page.of(items, new Cursor(List.of(last.at().toEpochMilli(), last.id())).encode(list));
  }
}
