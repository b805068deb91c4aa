package io.saleproof.log;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a client appends.
 *
 * @param message the text
 * @param w how many members must hold it before the answer; 1 if not given
 * @param timeout how long the client waits for that, such as {@code 30s}
 */
record AppendInput(@Nullable String message, @Nullable Integer w, @Nullable String timeout) {

  /** How long a client waits that doesn't say. */
  static final Duration USUAL_WAIT = Duration.ofHours(1);

  static final Duration LONGEST_WAIT = Duration.ofHours(24);

  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");

  /** The same, checked. */
  record Append(String message, byte[] payload, int w, Duration patience) {}

  /**
   * @param maxConcern the largest write concern that the group can meet
   * @throws io.saleproof.http.ProblemException 400 that names every wrong field
   */
  Append checked(int maxConcern) {
    List<FieldError> errors = new ArrayList<>();
    byte[] payload = message == null ? new byte[0] : message.getBytes(UTF_8);
    if (message == null) {
      errors.add(FieldError.pointer("/message", "is required"));
    } else if (payload.length > LogRecord.MAX_PAYLOAD_BYTES) {
      errors.add(
          FieldError.pointer(
              "/message", "may have at most " + LogRecord.MAX_PAYLOAD_BYTES + " bytes"));
    }
    int concern = w == null ? 1 : w;
    if (concern < 1 || concern > maxConcern) {
      errors.add(
          FieldError.pointer("/w", "must be 1 to " + maxConcern + ", the members of the group"));
    }
    Duration wait = waitOf(timeout, errors);
    if (message == null || !errors.isEmpty()) {
      throw Problem.invalid(errors).asException();
    }
    return new Append(message, payload, concern, wait);
  }

  private static Duration waitOf(@Nullable String timeout, List<FieldError> errors) {
    if (timeout == null) {
      return USUAL_WAIT;
    }
    Matcher time = TIME.matcher(timeout);
    if (time.matches()) {
      Duration wait = durationOf(Long.parseLong(time.group(1)), time.group(2));
      if (wait.isPositive() && wait.compareTo(LONGEST_WAIT) <= 0) {
        return wait;
      }
    }
    errors.add(
        FieldError.pointer("/timeout", "must be a time such as 500ms, 30s or 5m, up to 24h"));
    return USUAL_WAIT;
  }

  private static Duration durationOf(long count, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(count);
      case "s" -> Duration.ofSeconds(count);
      case "m" -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }
}
