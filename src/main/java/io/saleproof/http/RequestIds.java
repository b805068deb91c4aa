package io.saleproof.http;

import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id of a request: taken from {@code X-Request-Id} if it is a sane one, made otherwise. */
public final class RequestIds {

  public static final String HEADER = "X-Request-Id";

  private static final String KEY = RequestIds.class.getName();
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,128}");
  private static final SecureRandom RANDOM = new SecureRandom();
  private static final int RANDOM_BYTES = 12;

  private RequestIds() {}

  /** The id of this request; the same one whenever asked. */
  public static String of(RoutingContext context) {
    String known = context.get(KEY);
    if (known != null) {
      return known;
    }
    String id = choose(context.request().getHeader(HEADER));
    context.put(KEY, id);
    return id;
  }

  static String choose(@Nullable String sent) {
    if (sent != null && SANE.matcher(sent).matches()) {
      return sent;
    }
    byte[] bytes = new byte[RANDOM_BYTES];
    RANDOM.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
