package io.saleproof.carts;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A cart as clients see it: at today's prices, with what can be had now. */
@Schema(name = "Cart")
@JsonInclude(JsonInclude.Include.NON_NULL)
record CartView(
    @Schema(type = SchemaType.STRING, pattern = CartId.PATTERN) String id,
    @Schema(description = "whose cart it is; absent: a guest's", examples = "c1")
        @Nullable String customerId,
    List<Line> lines,
    @Schema(description = "of the lines that can be had, at today's prices; absent if empty")
        @Nullable Money total,
    @Schema(description = "how many lines have another price than when they were added")
        int priceChanges,
    @Schema(description = "renewed by every change") Instant expiresAt,
    @Schema(description = "grows with every change; also the ETag", examples = "1") long version,
    Instant createdAt,
    Instant updatedAt) {

  CartView {
    lines = List.copyOf(lines);
  }

  /** One line. */
  @Schema(name = "CartLine")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Line(
      @Schema(type = SchemaType.STRING, pattern = Sku.PATTERN, examples = "85123A") String sku,
      String name,
      @Schema(examples = "2") long quantity,
      @Schema(description = "today's price; absent if unavailable") @Nullable Money unitPrice,
      @Schema(description = "unit price × quantity; absent if unavailable") @Nullable Money total,
      Money priceWhenAdded,
      @Schema(description = "whether today's price is another than when it was added")
          boolean priceChanged,
      @Schema(description = "units that can be ordered now") long available,
      @Schema(
              description =
                  "true: the product is gone, or priced in another currency than the cart, and is"
                      + " not in the total")
          boolean unavailable,
      Instant addedAt) {}
}
