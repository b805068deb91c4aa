package io.saleproof.stock;

import com.fasterxml.jackson.annotation.JsonValue;
import io.saleproof.trade.Sku;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * Something in a SKU's account that contradicts something else.
 *
 * @param part the document it is in: the SKU, or one of its buckets
 * @param orderId the order it is about, if it is about one
 * @param expected what it should be by what it was compared with; null if it should not be
 * @param actual what it is; null if it is missing
 * @param repaired whether it was set right
 */
@Schema(name = "StockDrift")
public record Drift(
    @Schema(type = SchemaType.STRING) Sku sku,
    Kind kind,
    String part,
    @Schema(nullable = true) @Nullable String orderId,
    @Schema(nullable = true) @Nullable Long expected,
    @Schema(nullable = true) @Nullable Long actual,
    String detail,
    boolean repaired) {

  /** What contradicts what. */
  public enum Kind {
    /** Units are held for an order that does not exist. */
    HOLD_WITHOUT_ORDER,
    /** Units are held for an order that is over and done with. */
    HOLD_OF_ENDED_ORDER,
    /** More, or fewer, units are held for an order than it has. */
    HOLD_QUANTITY,
    /** Units of one SKU are held twice for one order. */
    DOUBLE_HOLD,
    /** An order is placed and nothing is held for it. */
    ORDER_WITHOUT_HOLD,
    /** {@code reserved} is not the sum of the holds. */
    RESERVED_NOT_HELD,
    /** {@code available} is not {@code onHand − reserved}. */
    AVAILABLE_WRONG,
    /** What is on hand does not follow from what was received, sold, written off and moved. */
    ACCOUNT_UNBALANCED,
    /** What was received, sold or written off is not what the ledger says. */
    LEDGER_DISAGREES,
    /** Units left one part of the stock and did not come to another, or came twice. */
    TRANSFER_UNBALANCED,
    /** A number is negative that never can be. */
    IMPOSSIBLE;

    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  Drift asRepaired() {
    return new Drift(sku, kind, part, orderId, expected, actual, detail, true);
  }

  /** Whether it is the same thing found again. */
  boolean isAbout(Drift other) {
    return kind == other.kind
        && part.equals(other.part)
        && detail.equals(other.detail)
        && java.util.Objects.equals(orderId, other.orderId);
  }
}
