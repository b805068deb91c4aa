package io.saleproof.collections;

import io.saleproof.store.Schema;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The name of a collection that visitors may see: 1 to 64 letters, digits, {@code _} or {@code -},
 * starting with a letter, and neither one of the shop's collections nor the beginning of another
 * part of the HTTP API. Having no dot it is none of MongoDB's {@code system.*} either.
 */
record CollectionName(String value) {

  /** The pattern of a valid name, for schemas. */
  static final String PATTERN = "^[A-Za-z][A-Za-z0-9_-]{0,63}$";

  private static final Pattern VALID = Pattern.compile(PATTERN);

  /** The first segments of every other path. */
  private static final Set<String> OTHER_PATHS =
      Set.of("v1", "q", "docs", "openapi", "console", "log", "nodes", "media");

  private static final Set<String> SHOP =
      Arrays.stream(Schema.values()).map(Schema::collection).collect(Collectors.toSet());

  /**
   * @throws IllegalArgumentException if the name is none that visitors may see
   */
  CollectionName {
    if (!isOpen(value)) {
      throw new IllegalArgumentException("not a collection's name");
    }
  }

  /** The name, or nothing if it is none that visitors may see. */
  static Optional<CollectionName> of(String value) {
    return isOpen(value) ? Optional.of(new CollectionName(value)) : Optional.empty();
  }

  private static boolean isOpen(String value) {
    return VALID.matcher(value).matches() && !OTHER_PATHS.contains(value) && !SHOP.contains(value);
  }

  @Override
  public String toString() {
    return value;
  }
}
