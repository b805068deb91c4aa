package io.saleproof.cache;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * Names one cached answer. Two requests that must get the same answer must have the same name. Keys
 * are equal if their kinds' labels and their names are.
 *
 * <p>A name longer than {@value #MAX_NAME} characters is replaced by its SHA-256, as keys are
 * remembered longer than answers, and clients choose how long a query is.
 *
 * @param name what the answer is of, such as a SKU or a normalised query
 */
public record CacheKey(CacheKind kind, String name) {

  static final int MAX_NAME = 128;

  private static final Duration ANY = Duration.ofSeconds(1);

  public CacheKey {
    if (name.length() > MAX_NAME) {
      name = "sha256:" + digest(name);
    }
  }

  private static String digest(String name) {
    try {
      byte[] text = name.getBytes(StandardCharsets.UTF_8);
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** A key to look others up with, of a kind that only its label is known of. */
  static CacheKey lookup(String label, String name) {
    return new CacheKey(new CacheKind(label, ANY), name);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof CacheKey that
        && name.equals(that.name)
        && kind.label().equals(that.kind.label());
  }

  @Override
  public int hashCode() {
    // Strings remember theirs.
    return 31 * kind.label().hashCode() + name.hashCode();
  }
}
