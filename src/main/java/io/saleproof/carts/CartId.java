package io.saleproof.carts;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A cart's id: 22 to 64 of letters, digits, {@code _ -}. Whoever knows a guest's may use the cart,
 * so a client that makes its own takes at least 128 random bits.
 */
@Schema(type = SchemaType.STRING, pattern = CartId.PATTERN, description = "A cart's id")
public record CartId(@JsonValue String value) {

  /** The pattern of a valid id, for schemas. */
  public static final String PATTERN = "^[A-Za-z0-9_-]{22,64}$";

  static final String WRONG = "a cart id is 22 to 64 letters, digits, '_' or '-'";

  private static final Pattern VALID = Pattern.compile(PATTERN);
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 24;

  /**
   * @throws IllegalArgumentException if the id is not of the pattern
   */
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  public CartId {
    if (!VALID.matcher(value).matches()) {
      throw new IllegalArgumentException(WRONG);
    }
  }

  /** The id, or empty if no cart can have it. */
  public static Optional<CartId> parse(String text) {
    return VALID.matcher(text).matches() ? Optional.of(new CartId(text)) : Optional.empty();
  }

  /** An id that nobody can guess. */
  static CartId random() {
    return new CartId(randomText());
  }

  /** 192 random bits as 32 characters. */
  static String randomText() {
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Override
  public String toString() {
    return value;
  }
}
