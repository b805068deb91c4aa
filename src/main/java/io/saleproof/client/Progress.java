package io.saleproof.client;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Progress towards a known total: on a terminal one line that is drawn again and again, elsewhere a
 * line for every tenth. Any thread may report.
 */
final class Progress {

  private static final int BAR_WIDTH = 30;
  private static final int TENTH = 10;

  private final PrintStream out;
  private final boolean live;
  private final String what;
  private final long total;
  private long done;
  private int shown = -1;

  Progress(PrintStream out, boolean live, String what, long total) {
    this.out = out;
    this.live = live;
    this.what = what;
    this.total = Math.max(1, total);
  }

  synchronized void add(long more) {
    reach(done + more);
  }

  /** Says how far it is in all; never goes back, never past the total. */
  synchronized void reach(long now) {
    done = Math.clamp(now, done, total);
    int percent = (int) (done * 100 / total);
    int step = live ? percent : percent - percent % TENTH;
    if (step > shown) {
      shown = step;
      show(percent);
    }
  }

  /** Ends the line, whether or not the total was reached. */
  synchronized void end() {
    if (live && shown >= 0) {
      out.println();
      out.flush();
    }
  }

  private void show(int percent) {
    String figures = String.format(Locale.ROOT, "%,d of %,d", done, total);
    if (live) {
      int full = percent * BAR_WIDTH / 100;
      out.printf(
          "\r%s [%s%s] %3d %% %s",
          what, "=".repeat(full), " ".repeat(BAR_WIDTH - full), percent, figures);
    } else {
      out.printf("%s: %d %% (%s)%n", what, percent, figures);
    }
    out.flush();
  }
}
