package io.saleproof.orders;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.saleproof.trade.Money;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An order as clients see it. */
@Schema(name = "Order")
@JsonInclude(JsonInclude.Include.ALWAYS)
public record OrderView(
    @Schema(implementation = String.class, examples = "MTc4NTA.1") OrderId id,
    @Schema(examples = "17850") String customerId,
    @Schema(description = "its number in the customer's list", examples = "1") long seq,
    OrderStatus status,
    List<OrderLine> lines,
    Money total,
    @Schema(description = "until when its stock is held", nullable = true)
        @Nullable Instant reservedUntil,
    @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "the cart that it was made of; absent if of none")
        @Nullable String cartId,
    Instant createdAt,
    Instant updatedAt,
    long version,
    List<Step> history) {

  /** One change of the order's status. */
  @Schema(name = "OrderStep")
  public record Step(
      OrderStatus status,
      Instant at,
      String cause,
      @JsonInclude(JsonInclude.Include.NON_NULL)
          @Schema(description = "of a return: whether its units went back to the shelf")
          @Nullable Boolean restock) {}

  static OrderView of(Order order) {
    return new OrderView(
        order.id(),
        order.customer().value(),
        order.id().seq(),
        order.status(),
        order.lines(),
        order.total(),
        order.reservedUntil(),
        order.cartId(),
        order.createdAt(),
        order.last().at(),
        order.version(),
        order.history().stream()
            .map(change -> new Step(change.status(), change.at(), change.cause(), change.restock()))
            .toList());
  }
}
