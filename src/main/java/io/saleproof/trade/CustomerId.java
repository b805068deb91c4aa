package io.saleproof.trade;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.regex.Pattern;

/**
 * A customer's id, as the shop or its identity provider gave it: 1 to 64 of letters, digits and
 * {@code . _ - @ | :}, starting with a letter or digit.
 */
public record CustomerId(@JsonValue String value) {

  /** What may stand in it, in words, for descriptions of parameters. */
  public static final String FORM = "Letters, digits and . _ - @ | :";

  /** The pattern of a valid id, for schemas. */
  public static final String PATTERN = "^[A-Za-z0-9][A-Za-z0-9._@|:-]{0,63}$";

  private static final Pattern VALID = Pattern.compile(PATTERN);

  /**
   * @throws IllegalArgumentException if the id is not of the pattern
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public CustomerId {
    if (!VALID.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "a customer id is 1 to 64 letters, digits or . _ - @ | :, starting with a letter or"
              + " digit");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
