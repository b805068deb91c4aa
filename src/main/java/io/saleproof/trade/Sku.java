package io.saleproof.trade;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A stock-keeping unit's code: 1 to 64 of letters, digits, {@code . _ -}, starting with a letter or
 * digit. Case matters.
 */
public record Sku(@JsonValue String value) implements Comparable<Sku> {

  /** The pattern of a valid code, for schemas. */
  public static final String PATTERN = "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$";

  private static final Pattern VALID = Pattern.compile(PATTERN);

  /**
   * @throws IllegalArgumentException if the code is not of the pattern
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public Sku {
    if (!VALID.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a SKU is 1 to 64 letters, digits, '.', '_' or '-', starting with a letter or digit");
    }
  }

  @Override
  public int compareTo(Sku other) {
    return value.compareTo(other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}
