package io.saleproof.history;

/**
 * Carries a refusal from where a line is read to the one place that answers, as {@link
 * io.saleproof.http.ProblemException} does for requests; it has no stack trace.
 */
final class RefusedLine extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final Refusal reason;

  /**
   * @param detail what is wrong, for people
   */
  RefusedLine(Refusal reason, String detail) {
    super(detail, null, false, false);
    this.reason = reason;
  }

  Refusal reason() {
    return reason;
  }

  String detail() {
    return String.valueOf(getMessage());
  }
}
