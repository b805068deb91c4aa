package io.saleproof.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * The bytes of an answer that has no version of its own, such as a page, with a strong entity tag
 * made of them: equal bytes have equal tags.
 */
public final class Representation {

  private static final int TAG_BYTES = 12;

  private final byte[] body;
  private final String tag;

  private Representation(byte[] body) {
    this.body = body;
    this.tag = digest(body);
  }

  public static Representation json(ObjectMapper mapper, Object value) {
    try {
      return new Representation(mapper.writeValueAsBytes(value));
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  /** A value as JSON text, for answers that are kept to be given again. */
  public static String text(ObjectMapper mapper, Object value) {
    return new String(json(mapper, value).body, StandardCharsets.UTF_8);
  }

  /** 200 with the bytes, or 304 if the client has them already; both with the tag. */
  public Response.ResponseBuilder answer(Preconditions preconditions) {
    Response.ResponseBuilder answer =
        preconditions.has(tag)
            ? Response.notModified()
            : Response.ok(body, MediaType.APPLICATION_JSON_TYPE);
    return answer.header(HttpHeaders.ETAG, "\"" + tag + "\"");
  }

  /** The body; must not be written to. */
  public byte[] bytes() {
    return body;
  }

  /** The entity tag, without quotes. */
  public String tag() {
    return tag;
  }

  private static String digest(byte[] body) {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(body);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(java.util.Arrays.copyOf(hash, TAG_BYTES));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
