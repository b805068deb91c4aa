package io.saleproof.client;

import java.io.PrintStream;

/**
 * Where a command writes: its report to one stream, progress to the other.
 *
 * @param live whether progress is seen by a person, so that a line may be drawn over
 */
record Terminal(PrintStream out, PrintStream progress, boolean live) {

  /** Set by the scripts: Java 21 can't tell by itself whether a stream is a terminal. */
  private static final String LIVE_PROPERTY = "saleproof.terminal";

  static Terminal ofProcess() {
    return new Terminal(System.out, System.err, Boolean.getBoolean(LIVE_PROPERTY));
  }

  Progress progress(String what, long total) {
    return new Progress(progress, live, what, total);
  }
}
