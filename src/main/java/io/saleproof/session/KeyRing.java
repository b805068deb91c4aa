package io.saleproof.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that tokens are signed and verified with (HMAC-SHA256), as {@code id:base64key,…}: the
 * first one signs, all verify. Never told in a text.
 */
public final class KeyRing {

  /** The fewest bytes of a key. */
  public static final int MIN_KEY_BYTES = 32;

  private static final int MAX_KEY_BYTES = 128;
  private static final int MAX_KEYS = 16;
  private static final String ALGORITHM = "HmacSHA256";
  private static final Pattern ENTRY =
      Pattern.compile("(?<id>[A-Za-z0-9_-]{1,32}):(?<key>[A-Za-z0-9+/_-]{1,400}={0,2})");

  /** What a token names its key by, and what signs with it: copied each time, for any thread. */
  private record Key(long id, Mac signer) {}

  private final List<Key> keys;
  private final Key decoy = key("none", random());

  private KeyRing(List<Key> keys) {
    this.keys = List.copyOf(keys);
  }

  /**
   * @throws IllegalArgumentException if it is malformed; the message continues a sentence that
   *     begins with the setting's name, and repeats nothing of a key
   */
  public static KeyRing parse(String text) {
    List<Key> keys = new ArrayList<>();
    for (String entry : text.split(",", -1)) {
      Matcher matcher = ENTRY.matcher(entry.strip());
      if (!matcher.matches()) {
        throw new IllegalArgumentException("must be keys as id:base64key, separated by commas");
      }
      Key key = key(matcher.group("id"), bytes(matcher.group("id"), matcher.group("key")));
      if (keys.stream().anyMatch(known -> known.id == key.id)) {
        throw new IllegalArgumentException("names two keys '" + matcher.group("id") + "'");
      }
      keys.add(key);
    }
    if (keys.size() > MAX_KEYS) {
      throw new IllegalArgumentException("names more than " + MAX_KEYS + " keys");
    }
    return new KeyRing(keys);
  }

  /** A new random key, as {@link #parse} takes it. */
  public static String made() {
    return "made:" + Base64.getEncoder().encodeToString(random());
  }

  /** What tokens name the key by that signs. */
  long signer() {
    return keys.getFirst().id;
  }

  boolean knows(long id) {
    return find(id) != decoy;
  }

  /** The signature of the first bytes under this key; under a key that nobody has if unknown. */
  byte[] signature(long id, byte[] bytes, int length) {
    try {
      Mac mac = (Mac) find(id).signer.clone();
      mac.update(bytes, 0, length);
      return mac.doFinal();
    } catch (CloneNotSupportedException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private Key find(long id) {
    for (Key key : keys) {
      if (key.id == id) {
        return key;
      }
    }
    return decoy;
  }

  private static byte[] bytes(String id, String base64) {
    byte[] key;
    try {
      key = Base64.getDecoder().decode(base64.replace('-', '+').replace('_', '/'));
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException("has a key '" + id + "' that is not base64", wrong);
    }
    if (key.length < MIN_KEY_BYTES || key.length > MAX_KEY_BYTES) {
      throw new IllegalArgumentException(
          "has a key '%s' of %d bytes; it must have %d to %d, such as from: openssl rand -base64 %d"
              .formatted(id, key.length, MIN_KEY_BYTES, MAX_KEY_BYTES, MIN_KEY_BYTES));
    }
    return key;
  }

  private static Key key(String id, byte[] secret) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(id.getBytes(StandardCharsets.UTF_8));
      Mac signer = Mac.getInstance(ALGORITHM);
      signer.init(new SecretKeySpec(secret, ALGORITHM));
      return new Key(ByteBuffer.wrap(hash).getLong(), signer);
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static byte[] random() {
    byte[] key = new byte[MIN_KEY_BYTES];
    new SecureRandom().nextBytes(key);
    return key;
  }
}
