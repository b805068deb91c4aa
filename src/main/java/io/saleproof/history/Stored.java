package io.saleproof.history;

/** What became of an {@link Invoice}. */
enum Stored {
  /** It, or some of its lines, had not been there. */
  NEW,
  /** It had been there before, line for line. */
  ALREADY_THERE,
  /** It is there with other lines, and stays as it was. */
  DIFFERS
}
