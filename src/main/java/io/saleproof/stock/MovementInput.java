package io.saleproof.stock;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.saleproof.http.FieldError;
import io.saleproof.http.PlainText;
import io.saleproof.http.Problem;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** The body of {@code POST /v1/stock/{sku}/movements}. */
@Schema(name = "StockMovement")
record MovementInput(
    @Pattern(
            regexp = "^[A-Za-z0-9._:-]{1,128}$",
            message = "must be 1 to 128 letters, digits or . _ : -")
        @Schema(
            description = "the movement's own id; without one, the Idempotency-Key is it",
            nullable = true,
            examples = "m-1")
        @Nullable String id,
    @NotNull
        @Schema(
            enumeration = {"receive", "write-off", "count"},
            examples = "receive")
        @Pattern(
            regexp = "^(receive|write-off|count)$",
            message = "must be receive, write-off or count")
        @Nullable String type,
    @Min(1)
        @Max(Movement.MAX_AMOUNT)
        @Schema(description = "units received or written off", examples = "40")
        @Nullable Long quantity,
    @Min(0)
        @Max(Movement.MAX_AMOUNT)
        @Schema(description = "units counted, with type count in place of quantity")
        @Nullable Long counted,
    @Schema(
            description = "the stock's version that you saw, or null, said openly, for any",
            required = true,
            nullable = true)
        @Min(0)
        @Nullable Long expectedVersion,
    @Size(max = 500) @PlainText @Nullable String reason) {

  @JsonCreator
  MovementInput(
      @JsonProperty("id") @Nullable String id,
      @JsonProperty("type") @Nullable String type,
      @JsonProperty("quantity") @Nullable Long quantity,
      @JsonProperty("counted") @Nullable Long counted,
      @JsonProperty(value = "expectedVersion", required = true) @Nullable Long expectedVersion,
      @JsonProperty("reason") @Nullable String reason) {
    this.id = id;
    this.type = type;
    this.quantity = quantity;
    this.counted = counted;
    this.expectedVersion = expectedVersion;
    this.reason = reason;
  }

  /** What orders call their own movements; a caller's would be taken for one of those. */
  private static final Set<String> RESERVED = Set.of("sale", "cancel", "return", "key");

  /**
   * @param key the request's Idempotency-Key: the movement's id if the body has none
   * @throws io.saleproof.http.ProblemException 400 if there is no id, or one that only orders make,
   *     or the amount is under the wrong name
   */
  Movement toMovement(@Nullable String key) {
    boolean isCount = "count".equals(type);
    Long amount = isCount ? counted : quantity;
    Long other = isCount ? quantity : counted;
    if (amount == null) {
      throw wrong(isCount ? "/counted" : "/quantity", "is required for " + type);
    }
    if (other != null) {
      throw wrong(isCount ? "/quantity" : "/counted", "does not go with " + type);
    }
    Movement.Type kind =
        isCount
            ? Movement.Type.COUNT
            : "receive".equals(type) ? Movement.Type.RECEIVE : Movement.Type.WRITE_OFF;
    return new Movement(idOr(key), kind, amount, expectedVersion, reason);
  }

  private String idOr(@Nullable String key) {
    if (id == null && key == null) {
      throw wrong("/id", "is required without an Idempotency-Key");
    }
    if (id == null) {
      return "key:" + key;
    }
    int colon = id.indexOf(':');
    if (colon > 0 && RESERVED.contains(id.substring(0, colon))) {
      throw wrong("/id", "must not begin with " + id.substring(0, colon + 1));
    }
    return id;
  }

  private static RuntimeException wrong(String pointer, String detail) {
    return Problem.invalid(FieldError.pointer(pointer, detail)).asException();
  }
}
