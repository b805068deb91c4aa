package io.saleproof.http;

import io.vertx.ext.web.RoutingContext;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The id of a request: taken from {@code X-Request-Id} if it is a sane one, made otherwise. */
public final class RequestIds {

  public static final String HEADER = "X-Request-Id";

  private static final String KEY = RequestIds.class.getName();
  private static final Pattern SANE = Pattern.compile("[A-Za-z0-9._-]{1,128}");

  /**
   * Ids need only differ, nothing is decided by them: each thread has its own part of them and a
   * generator, and only their beginnings come from the system's source of randomness.
   */
  private static final ThreadLocal<Series> SERIES = ThreadLocal.withInitial(Series::begun);

  private record Series(String begin, SplittableRandom random) {
    static Series begun() {
      SecureRandom seeds = new SecureRandom();
      return new Series(
          HexFormat.of().toHexDigits(seeds.nextInt()), new SplittableRandom(seeds.nextLong()));
    }

    String next() {
      return begin + HexFormat.of().toHexDigits(random.nextLong());
    }
  }

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

  /** The id for a request that sent this one, or none. */
  public static String choose(@Nullable String sent) {
    if (sent != null && SANE.matcher(sent).matches()) {
      return sent;
    }
    return SERIES.get().next();
  }
}
