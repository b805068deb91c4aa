package io.saleproof.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;

/**
 * A position in a sorted list, bound to the list's filter, sort and owner: the sort keys of the
 * last item seen, after which the next page begins (keyset pagination).
 *
 * <p>Opaque to clients. It is not secret and not signed: its keys only ever take part in
 * comparisons as values of known types, so a forged one shows nothing that a query could not.
 *
 * @param keys the sort keys, strings and whole numbers (as {@link Long})
 */
public record Cursor(List<Object> keys) {

  /** A longer cursor can't be ours. */
  static final int MAX_LENGTH = 2_048;

  private static final ObjectMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
  private static final int DIGEST_BYTES = 9;

  public Cursor {
    keys = List.copyOf(keys);
  }

  /**
   * @param list what the list is: its path, normalised filter, sort and owner
   */
  public String encode(String list) {
    try {
      byte[] body = JSON.writeValueAsBytes(List.of(digest(list), keys));
      return Base64.getUrlEncoder().withoutPadding().encodeToString(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /**
   * Reads a client's cursor.
   *
   * @param list the list it is used on now, as for {@link #encode}
   * @param types the classes of the sort keys, {@link String} or {@link Long}
   * @throws ProblemException 400 {@code invalid-cursor} if it is not one of this very list
   */
  public static Cursor decode(String text, String list, List<Class<?>> types) {
    if (text.length() <= MAX_LENGTH) {
      try {
        Object[] parts = JSON.readValue(Base64.getUrlDecoder().decode(text), Object[].class);
        if (parts != null
            && parts.length == 2
            && digest(list).equals(parts[0])
            && parts[1] instanceof List<?> keys
            && keys.size() == types.size()) {
          return new Cursor(typed(keys, types));
        }
      } catch (java.io.IOException | IllegalArgumentException notOurs) {
        // Falls through to the one answer for every cursor that is not ours.
      }
    }
    throw Problem.of(
            ProblemCode.INVALID_CURSOR,
            "cursor: use the next cursor of the same list with the same filter and sort")
        .with("errors", List.of(FieldError.parameter("cursor", "is not of this list")))
        .asException();
  }

  private static List<Object> typed(List<?> keys, List<Class<?>> types) {
    List<Object> typed = new java.util.ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      Object key = keys.get(i);
      if (types.get(i) == Long.class && key instanceof Number number) {
        typed.add(number.longValue());
      } else if (types.get(i) == String.class && key instanceof String string) {
        typed.add(string);
      } else {
        throw new IllegalArgumentException("not a key of this sort");
      }
    }
    return typed;
  }

  private static String digest(String list) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(list.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(java.util.Arrays.copyOf(hash, DIGEST_BYTES));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
