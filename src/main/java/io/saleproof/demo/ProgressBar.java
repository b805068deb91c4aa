package io.saleproof.demo;

import java.io.PrintStream;

/**
 * Shows how far a known amount of work has come: on a terminal one line that is drawn again,
 * elsewhere a line every tenth. For one thread.
 */
final class ProgressBar implements AutoCloseable {

  private static final int WIDTH = 30;
  private static final int STEPS_ELSEWHERE = 10;

  private final PrintStream out;
  private final boolean terminal;
  private final String what;
  private final long total;
  private long drawn = -1;

  /**
   * @param total how much there is, at least 1
   */
  ProgressBar(PrintStream out, boolean terminal, String what, long total) {
    this.out = out;
    this.terminal = terminal;
    this.what = what;
    this.total = total;
  }

  static ProgressBar onStandardOutput(boolean terminal, String what, long total) {
    return new ProgressBar(System.out, terminal, what, Math.max(total, 1));
  }

  void at(long done) {
    long parts = terminal ? WIDTH : STEPS_ELSEWHERE;
    long step = Math.min(parts, done * parts / total);
    if (step == drawn) {
      return;
    }
    drawn = step;
    if (terminal) {
      out.print("\r" + line(step));
      out.flush();
    } else if (step > 0) {
      out.println(what + " " + step * 100 / parts + " %");
    }
  }

  /** Draws the end, whatever was told so far. */
  @Override
  public void close() {
    at(total);
    if (terminal) {
      out.println();
    }
  }

  private String line(long step) {
    return "%-28s [%s%s] %3d %%"
        .formatted(
            what, "█".repeat((int) step), "·".repeat((int) (WIDTH - step)), step * 100 / WIDTH);
  }
}
