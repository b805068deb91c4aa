package io.saleproof.stock;

import io.saleproof.http.Page;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A SKU's stock with everything that explains it.
 *
 * @param holdCount how many holds are open; {@code holds} has the first {@value
 *     StockExplainer#MAX_HOLDS}
 * @param drift how many contradictions there are: 0
 * @param settled whether ledger and orders could be compared too; false while the stock changes too
 *     quickly for that
 */
@Schema(name = "StockExplanation")
public record StockExplanation(
    @Schema(type = SchemaType.STRING) io.saleproof.trade.Sku sku,
    long received,
    long sold,
    long writtenOff,
    long onHand,
    long reserved,
    long available,
    long version,
    Instant asOf,
    @Schema(description = "documents that the stock is split over beside its own") int buckets,
    long holdCount,
    List<Hold> holds,
    int drift,
    boolean settled,
    List<Drift> findings,
    @Schema(implementation = LedgerPage.class) Page<LedgerEntry> ledger) {

  public StockExplanation {
    holds = List.copyOf(holds);
    findings = List.copyOf(findings);
  }

  /** Units held for an order until a time. */
  @Schema(name = "StockHold")
  public record Hold(String orderId, long quantity, Instant until) {}

  /** The shape of the ledger's page, for the API's description. */
  @Schema(name = "StockLedgerPage")
  private record LedgerPage(
      List<LedgerEntry> items,
      @Schema(nullable = true) @org.jspecify.annotations.Nullable String next) {}
}
