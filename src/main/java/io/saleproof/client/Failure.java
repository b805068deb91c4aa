package io.saleproof.client;

/** Ends a command: one sentence for the person at the terminal, and the exit status. */
final class Failure extends RuntimeException {

  /** It was tried and did not work, or what was checked is wrong. */
  static final int FAILED = 1;

  /** The command line makes no sense. */
  static final int MISUSE = 2;

  private static final long serialVersionUID = 1L;

  private final int status;

  private Failure(String sentence, int status) {
    super(sentence);
    this.status = status;
  }

  static Failure of(String sentence) {
    return new Failure(sentence, FAILED);
  }

  static Failure misuse(String sentence) {
    return new Failure(sentence + " (--help lists the options.)", MISUSE);
  }

  int status() {
    return status;
  }
}
