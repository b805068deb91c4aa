package io.saleproof.orders;

import io.saleproof.access.Caller;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.trade.CustomerId;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A client's {@code Idempotency-Key}, scoped to the caller: others' equal keys are other keys. */
record IdempotencyKey(String scoped) {

  static final String HEADER = "Idempotency-Key";
  static final String PATTERN = "^[\\x21-\\x7E]{1,255}$";

  /** Of a hash in hexadecimal digits: 128 bits, so that no two guests are one. */
  private static final int GUEST_DIGITS = 32;

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

  /** The key as its sender asks for it; empty if it can't be one. */
  static Optional<IdempotencyKey> asked(String key, Caller caller) {
    return VALID.matcher(key).matches()
        ? Optional.of(new IdempotencyKey(caller.scope() + ":" + key))
        : Optional.empty();
  }

  /**
   * The customer of a request: whom it names; else a shopper themselves; else a guest, whose id
   * follows from the key, so that a repeated request finds its order.
   */
  CustomerId customerOr(@Nullable CustomerId named, Caller caller) {
    if (named != null) {
      return named;
    }
    return caller instanceof Caller.Shopper(CustomerId id) ? id : guest();
  }

  private CustomerId guest() {
    return new CustomerId("guest-" + RequestHash.of(scoped).substring(0, GUEST_DIGITS));
  }

  private static IdempotencyKey of(String sent, Caller caller) {
    return asked(sent, caller)
        .orElseThrow(
            () ->
                Problem.invalid(
                        FieldError.header(
                            HEADER, "must be 1 to 255 visible ASCII characters without spaces"))
                    .asException());
  }
}
