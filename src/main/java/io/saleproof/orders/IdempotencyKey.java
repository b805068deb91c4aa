package io.saleproof.orders;

import io.saleproof.access.Caller;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client's {@code Idempotency-Key}, scoped to the caller: others' equal keys are other keys. */
record IdempotencyKey(String scoped) {

  static final String HEADER = "Idempotency-Key";
  static final String PATTERN = "^[\\x21-\\x7E]{1,255}$";

  private static final Pattern VALID = Pattern.compile(PATTERN);

  /**
   * @throws io.saleproof.http.ProblemException 400 if it is missing or malformed
   */
  static IdempotencyKey required(@Nullable String sent, Caller caller) {
    if (sent == null || sent.isEmpty()) {
      throw Problem.of(
              ProblemCode.MISSING_IDEMPOTENCY_KEY,
              "Send an Idempotency-Key of your own making, the same one when you try again")
          .with("errors", java.util.List.of(FieldError.header(HEADER, "is required")))
          .asException();
    }
    return of(sent, caller);
  }

  static @Nullable IdempotencyKey optional(@Nullable String sent, Caller caller) {
    return sent == null ? null : of(sent, caller);
  }

  private static IdempotencyKey of(String sent, Caller caller) {
    if (!VALID.matcher(sent).matches()) {
      throw Problem.invalid(
              FieldError.header(HEADER, "must be 1 to 255 visible ASCII characters without spaces"))
          .asException();
    }
    return new IdempotencyKey(caller.scope() + ":" + sent);
  }
}
