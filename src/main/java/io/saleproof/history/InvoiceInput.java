package io.saleproof.history;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.time.OffsetDateTime;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A past order or cancellation as one line of NDJSON. */
@Schema(
    name = "PastOrderInput",
    description = "One past order; with all quantities negative, a cancellation")
record InvoiceInput(
    @Schema(examples = "536365", required = true)
        @NotNull
        @Pattern(regexp = InvoiceLine.INVOICE_PATTERN)
        @Nullable String invoice,
    @Schema(implementation = String.class, examples = "17850", description = "none: a guest")
        @Nullable CustomerId customerId,
    @Schema(examples = "2010-12-01T08:26:00Z", required = true) @NotNull
        @Nullable OffsetDateTime at,
    @Schema(examples = "United Kingdom") @Size(max = InvoiceLine.MAX_TEXT) @Nullable String country,
    @NotEmpty @Size(max = Invoice.MAX_LINES) @Nullable List<@NotNull @Valid Line> lines) {

  /** One line of it. */
  @Schema(name = "PastOrderLineInput")
  record Line(
      @Schema(implementation = String.class, examples = "85123A", required = true) @NotNull
          @Nullable Sku sku,
      @Schema(description = "none: the SKU") @Size(max = InvoiceLine.MAX_TEXT)
          @Nullable String name,
      @Schema(examples = "6", required = true) @NotNull @Nullable Long quantity,
      @Schema(required = true) @NotNull @Nullable Money unitPrice) {}
}
