package io.saleproof.idempotency;

import io.saleproof.access.Caller;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client's {@code Idempotency-Key}, scoped to the caller: others' equal keys are other keys. */
public record IdempotencyKey(String scoped) {

  public static final String HEADER = "Idempotency-Key";
  public static final String PATTERN = "^[\\x21-\\x7E]{1,255}$";

  private static final Pattern VALID = Pattern.compile(PATTERN);

  /**
   * @throws io.saleproof.http.ProblemException 400 if it is missing, 422 if it is malformed
   */
  public static IdempotencyKey required(@Nullable String sent, Caller caller) {
    if (sent == null || sent.isEmpty()) {
      throw Problem.of(
              ProblemCode.MISSING_IDEMPOTENCY_KEY,
              "Send an Idempotency-Key of your own making, the same one when you try again")
          .with("errors", List.of(FieldError.header(HEADER, "is required")))
          .asException();
    }
    return of(sent, caller);
  }

  /**
   * @return null if none was sent
   * @throws io.saleproof.http.ProblemException 422 if it is malformed
   */
  public static @Nullable IdempotencyKey optional(@Nullable String sent, Caller caller) {
    return sent == null ? null : of(sent, caller);
  }

  /** The key as its sender asks for it; empty if it can't be one. */
  public static Optional<IdempotencyKey> asked(String key, Caller caller) {
    return VALID.matcher(key).matches()
        ? Optional.of(new IdempotencyKey(caller.scope() + ":" + key))
        : Optional.empty();
  }

  /** The answer to a key that came with another request before. */
  public static Problem reused() {
    return Problem.of(
            ProblemCode.IDEMPOTENCY_KEY_REUSED,
            "The key was used with another request; make a new key for a new request")
        .with("errors", List.of(FieldError.header(HEADER, "was used with another request")));
  }

  private static IdempotencyKey of(String sent, Caller caller) {
    return new IdempotencyKey(caller.scope() + ":" + checked(sent));
  }

  /**
   * The key as it was sent, not scoped, for what has a scope of its own.
   *
   * @throws io.saleproof.http.ProblemException 422 if it is malformed
   */
  public static String checked(String sent) {
    if (VALID.matcher(sent).matches()) {
      return sent;
    }
    throw Problem.invalid(
            FieldError.header(HEADER, "must be 1 to 255 visible ASCII characters without spaces"))
        .asException();
  }
}
