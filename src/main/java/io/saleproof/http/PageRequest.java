package io.saleproof.http;

import org.jspecify.annotations.Nullable;

/**
 * Which page of a list a client asks for.
 *
 * @param limit how many items at most, 1 to {@value #MAX_LIMIT}
 * @param cursor where to go on, opaque; {@code null} for the first page
 * @param count whether a (capped) count is wanted
 */
public record PageRequest(int limit, @Nullable String cursor, boolean count) {

  public static final int DEFAULT_LIMIT = 20;
  public static final int MAX_LIMIT = 200;

  /** A count goes no further than this; beyond it the relation says {@code gte}. */
  public static final int COUNT_CAP = 10_000;

  /**
   * @throws ProblemException 400 naming the parameter that is wrong
   */
  public static PageRequest of(
      @Nullable String limit, @Nullable String cursor, @Nullable String count) {
    return new PageRequest(limit(limit, DEFAULT_LIMIT, MAX_LIMIT), cursor, flag("count", count));
  }

  /**
   * How many items a client asks for.
   *
   * @param byDefault if it does not say
   * @throws ProblemException 400 naming the parameter unless it is from 1 to {@code max}
   */
  public static int limit(@Nullable String limit, int byDefault, int max) {
    if (limit == null) {
      return byDefault;
    }
    if (!limit.matches("[0-9]{1,9}")
        || Integer.parseInt(limit) < 1
        || Integer.parseInt(limit) > max) {
      throw Problem.invalid(
              FieldError.parameter("limit", "must be a whole number from 1 to " + max))
          .asException();
    }
    return Integer.parseInt(limit);
  }

  /**
   * A boolean query parameter: {@code true} or {@code false}, absent is false.
   *
   * @throws ProblemException 400 for anything else
   */
  public static boolean flag(String name, @Nullable String value) {
    if (value == null || value.equals("false")) {
      return false;
    }
    if (value.equals("true")) {
      return true;
    }
    throw Problem.invalid(FieldError.parameter(name, "must be true or false")).asException();
  }
}
