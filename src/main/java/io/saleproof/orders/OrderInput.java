package io.saleproof.orders;

import io.saleproof.carts.CartId;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The body of {@code POST /v1/orders}. Prices are the server's: a body that names one is refused.
 */
@Schema(
    name = "OrderInput",
    examples = "{\"customerId\": \"c1\", \"lines\": [{\"sku\": \"85123A\", \"quantity\": 2}]}")
record OrderInput(
    @Schema(
            type = SchemaType.STRING,
            pattern = CustomerId.PATTERN,
            description =
                "the customer; without one, a shopper orders for themselves, others for a guest",
            nullable = true)
        @Nullable CustomerId customerId,
    @Size(min = 1, max = PlaceOrder.MAX_LINES, message = "must have 1 to {max} lines")
        @Schema(nullable = true, description = "either these or a cartId")
        @Nullable List<@NotNull @Valid Line> lines,
    @Schema(
            type = SchemaType.STRING,
            pattern = CartId.PATTERN,
            nullable = true,
            description =
                "the cart to order: a guest's or the customer's; it is empty when the order stands")
        @Nullable CartId cartId) {

  /**
   * @throws io.saleproof.http.ProblemException 400 unless there are lines or a cart
   */
  void requireLinesOrCart() {
    if (lines == null && cartId == null) {
      throw Problem.invalid(FieldError.pointer("/lines", "is required unless there is a cartId"))
          .asException();
    }
    if (lines != null && cartId != null) {
      throw Problem.invalid(FieldError.pointer("/cartId", "is not allowed beside lines"))
          .asException();
    }
  }

  /** One line. */
  @Schema(name = "OrderLineInput")
  record Line(
      @NotNull @Schema(type = SchemaType.STRING, pattern = Sku.PATTERN, examples = "85123A")
          @Nullable Sku sku,
      @NotNull @Min(1) @Max(PlaceOrder.MAX_QUANTITY) @Schema(examples = "2")
          @Nullable Long quantity) {}
}
