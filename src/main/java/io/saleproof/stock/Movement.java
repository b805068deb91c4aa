package io.saleproof.stock;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A change of what is on hand, asked for from outside.
 *
 * @param id the movement's own id, unique within its SKU: the same id again is no second movement
 * @param amount units: what came in, what was written off, or what was counted
 * @param expectedVersion the stock's version that the caller has seen; {@code null}: any
 */
public record Movement(
    String id, Type type, long amount, @Nullable Long expectedVersion, @Nullable String reason) {

  /** The largest amount of one movement, in units. */
  public static final long MAX_AMOUNT = 1_000_000_000;

  /** What a movement does. */
  public enum Type {
    RECEIVE,
    WRITE_OFF,
    /** Sets what was counted; the difference is received or written off. */
    COUNT,
    /** Goods of a paid order that came back to the shelf; made by orders only. */
    RESTOCK
  }

  public Movement {
    if (amount < 0 || amount > MAX_AMOUNT || (amount == 0 && type != Type.COUNT)) {
      throw new IllegalArgumentException("amount out of range: " + amount);
    }
  }

  /** Whether a second request with this id asks for the same. */
  boolean asksTheSameAs(Movement other) {
    return type == other.type && amount == other.amount && Objects.equals(reason, other.reason);
  }
}
