package io.saleproof.bench;

/** A row that can't be measured on this machine; the message is the sentence that says why. */
final class NotMeasured extends RuntimeException {
  private static final long serialVersionUID = 1L;

  NotMeasured(String sentence) {
    super(sentence, null, false, false);
  }
}
