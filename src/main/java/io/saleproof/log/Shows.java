package io.saleproof.log;

import java.io.IOException;
import java.util.List;

/** A member's messages, as clients may see them. */
interface Shows {

  /** Up to which message they are shown. */
  long shown();

  /** Shown messages from this number on, as many as fit, at least one if there is one. */
  List<LogRecord> read(long from, int maxBytes, int maxCount) throws IOException;
}
