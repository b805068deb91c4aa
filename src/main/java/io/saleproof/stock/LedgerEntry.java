package io.saleproof.stock;

import java.time.Instant;
import org.bson.Document;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * One entry of a SKU's ledger.
 *
 * @param id unique within its SKU: a movement's own id, or {@code sale:} and an order's
 * @param change signed change of what is on hand
 */
@Schema(name = "StockLedgerEntry")
public record LedgerEntry(
    String id,
    @Schema(examples = "receive") String type,
    long change,
    @Schema(nullable = true) @Nullable String reason,
    Instant at) {

  static LedgerEntry of(Document entry) {
    return new LedgerEntry(
        entry.getString("movement"),
        entry.getString("type").toLowerCase(java.util.Locale.ROOT).replace('_', '-'),
        entry.getLong("change"),
        entry.getString("reason"),
        entry.getDate("at").toInstant());
  }
}
