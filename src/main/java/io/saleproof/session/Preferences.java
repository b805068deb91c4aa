package io.saleproof.session;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a request's {@code Prefer} headers (RFC 7240) ask of reads. As the RFC says, what is unknown
 * or malformed is passed over, and of a preference that is named twice the first one counts.
 *
 * @param longestWait how long a replica may take to catch up, at most {@link #MAX_WAIT}; empty: the
 *     shop's default
 * @param strict whether a refusal is preferred to the primary when no replica has caught up
 * @param eventual whether a read that demands nothing may be answered by any replica
 */
public record Preferences(Optional<Duration> longestWait, boolean strict, boolean eventual) {

  /** A longer wait is cut to this. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(10);

  /** Of a request that prefers nothing. */
  public static final Preferences NONE = new Preferences(Optional.empty(), false, false);

  /** More preferences than these, or longer headers, are not read. */
  static final int MAX_PREFERENCES = 16;

  static final int MAX_CHARS = 1_024;

  private static final String TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
  private static final String QUOTED = "\"(?:[^\"\\\\]|\\\\.)*+\"";
  private static final String WORD = "(?:=\\s*(?<value>" + TOKEN + "|" + QUOTED + ")?)?+";
  private static final Pattern PREFERENCE =
      Pattern.compile(
          "\\s*(?<name>" + TOKEN + ")\\s*" + WORD + "\\s*(?<more>;(?:[^,\"]|" + QUOTED + ")*+)?+");

  /** More digits can't be a number of seconds that is meant. */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}");

  public Preferences {
    longestWait.ifPresent(
        wait -> {
          if (wait.isNegative() || wait.compareTo(MAX_WAIT) > 0) {
            throw new IllegalArgumentException("a wait of " + wait);
          }
        });
  }

  /** Reads the values of all {@code Prefer} headers of a request, in their order. */
  public static Preferences parse(List<String> headers) {
    if (headers.isEmpty()) {
      return NONE;
    }
    Map<String, String> named = new HashMap<>();
    int chars = 0;
    for (String header : headers) {
      chars += header.length();
      if (chars > MAX_CHARS) {
        break;
      }
      read(header, named);
    }
    return new Preferences(
        Optional.ofNullable(named.get("wait")).flatMap(Preferences::wait),
        "strict".equalsIgnoreCase(named.get("handling")),
        "eventual".equalsIgnoreCase(named.get("consistency")));
  }

  private static void read(String header, Map<String, String> named) {
    Matcher matcher = PREFERENCE.matcher(header);
    int at = 0;
    while (at < header.length() && named.size() < MAX_PREFERENCES) {
      int end = endOfElement(header, at);
      if (matcher.region(at, end).matches()) {
        named.putIfAbsent(
            matcher.group("name").toLowerCase(Locale.ROOT), unquoted(matcher.group("value")));
      }
      at = end + 1;
    }
  }

  /** Where the list's element that begins here ends: at a comma outside of quotes. */
  private static int endOfElement(String header, int begin) {
    boolean quoted = false;
    for (int at = begin; at < header.length(); at++) {
      char c = header.charAt(at);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        at++;
      } else if (c == ',' && !quoted) {
        return at;
      }
    }
    return header.length();
  }

  private static String unquoted(@org.jspecify.annotations.Nullable String value) {
    if (value == null) {
      return "";
    }
    return value.startsWith("\"")
        ? value.substring(1, value.length() - 1).replaceAll("\\\\(.)", "$1")
        : value;
  }

  private static Optional<Duration> wait(String value) {
    if (!SECONDS.matcher(value).matches()) {
      return Optional.empty();
    }
    Duration asked = Duration.ofSeconds(Long.parseLong(value));
    return Optional.of(asked.compareTo(MAX_WAIT) > 0 ? MAX_WAIT : asked);
  }
}
