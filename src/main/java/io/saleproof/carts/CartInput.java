package io.saleproof.carts;

import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.SequencedMap;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a client writes of a cart. Prices are the server's: a body that names one is refused.
 *
 * @param lines none if absent
 */
@Schema(name = "CartInput", examples = "{\"lines\": [{\"sku\": \"85123A\", \"quantity\": 2}]}")
record CartInput(
    @Schema(
            type = SchemaType.STRING,
            pattern = CustomerId.PATTERN,
            description =
                "whose cart it is; without one, a new cart is the shopper's own or a guest's, and"
                    + " a cart that is there stays whose it is",
            nullable = true)
        @Nullable CustomerId customerId,
    @Size(max = Cart.MAX_LINES, message = "must have at most {max} lines") @Schema(nullable = true)
        List<@NotNull @Valid Line> lines) {

  CartInput {
    // List.copyOf would throw on a null element before validation could name it.
    lines = lines == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(lines));
  }

  static final CartInput NOTHING = new CartInput(null, List.of());

  /** One line. */
  @Schema(name = "CartLineInput")
  record Line(
      @NotNull @Schema(type = SchemaType.STRING, pattern = Sku.PATTERN, examples = "85123A")
          @Nullable Sku sku,
      @NotNull @Min(1) @Max(CartLine.MAX_QUANTITY) @Schema(examples = "2")
          @Nullable Long quantity) {}

  /** How many of one product. */
  @Schema(name = "CartQuantity", examples = "{\"quantity\": 3}")
  record Quantity(
      @NotNull @Min(1) @Max(CartLine.MAX_QUANTITY) @Schema(examples = "3")
          @Nullable Long quantity) {}

  /** Which cart to merge. */
  @Schema(name = "CartMergeInput")
  record Merge(
      @NotNull @Schema(type = SchemaType.STRING, pattern = CartId.PATTERN) @Nullable CartId from) {}

  /**
   * Units by product, a product's lines added up as in an order.
   *
   * @throws io.saleproof.http.ProblemException 400 if together they are too many
   */
  SequencedMap<Sku, Long> quantities() {
    SequencedMap<Sku, Long> quantities = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      Line line = lines.get(i);
      long units =
          quantities.merge(
              Objects.requireNonNull(line.sku()),
              Objects.requireNonNull(line.quantity()),
              Long::sum);
      if (units > CartLine.MAX_QUANTITY) {
        throw Problem.invalid(
                FieldError.pointer(
                    "/lines/" + i + "/quantity",
                    "a product has at most " + CartLine.MAX_QUANTITY + " units in a cart"))
            .asException();
      }
    }
    return quantities;
  }
}
