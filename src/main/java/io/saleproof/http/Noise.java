package io.saleproof.http;

import io.vertx.ext.web.RoutingContext;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The noise of consistency that a request made: what is nobody's fault, such as a version that was
 * stale or a token that was ignored. It is counted apart from errors, and stands in the request's
 * line in the log as {@code noise}.
 */
public final class Noise {

  private static final String CAUSES = Noise.class.getName();
  private static final String REFUSAL = CAUSES + ".refusal";

  private Noise() {}

  /** The answer tells the client to look again; the cause is one of few fixed words. */
  public static void refusal(RoutingContext context, String cause) {
    context.put(REFUSAL, cause);
    beside(context, cause);
  }

  /** The same for a problem, unless it is none of that kind. */
  static void refusal(RoutingContext context, ProblemCode code) {
    if (code.isNoise()) {
      refusal(context, code.code());
    }
  }

  /** Something that the answer was given in spite of; the cause is one of few fixed words. */
  public static void beside(RoutingContext context, String cause) {
    Set<String> causes = context.get(CAUSES);
    if (causes == null) {
      causes = new LinkedHashSet<>();
      context.put(CAUSES, causes);
    }
    causes.add(cause);
  }

  /** Why the client was told to look again, if it was. */
  public static @Nullable String refusalOf(RoutingContext context) {
    return context.get(REFUSAL);
  }

  /** All causes with commas between them; empty for most requests. */
  static String of(RoutingContext context) {
    Set<String> causes = context.get(CAUSES);
    return causes == null ? "" : String.join(",", causes);
  }
}
