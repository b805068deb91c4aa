package io.saleproof.bench;

import java.util.List;
import java.util.Locale;

/** A row's result as bars: the median, with a line from the least to the most. */
final class Picture {

  /** What is not the product's is grey. */
  private static final List<String> PEERS = List.of("bare", "FastAPI", "Spring");

  private static final int WIDTH = 760;
  private static final int NAMES = 220;
  private static final int FIGURES = 90;
  private static final int BAR = 22;
  private static final int STEP = 36;
  private static final int TOP = 56;

  private Picture() {}

  static String of(RowResult result) {
    double most = result.series().stream().mapToDouble(Series::most).max().orElse(1);
    double scale = (WIDTH - NAMES - FIGURES) / most;
    int height = TOP + STEP * result.series().size() + 16;
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
            font-family="system-ui, sans-serif" font-size="13" role="img">
            <title>%s</title>
            <rect width="100%%" height="100%%" fill="#ffffff"/>
            <text x="16" y="24" font-size="16" fill="#1b1f24">%d. %s</text>
            <text x="16" y="43" fill="#57606a">%s; median, line from least to most</text>
            """,
            WIDTH,
            height,
            WIDTH,
            height,
            escaped(result.title()),
            result.row(),
            escaped(result.title()),
            escaped(result.unit())));
    int y = TOP;
    for (Series one : result.series()) {
      svg.append(bar(one, y, scale));
      y += STEP;
    }
    return svg.append("</svg>\n").toString();
  }

  private static String bar(Series one, int y, double scale) {
    double middle = y + BAR / 2.0;
    return format(
        """
        <text x="%d" y="%.1f" text-anchor="end" fill="#1b1f24">%s</text>
        <rect x="%d" y="%d" width="%.1f" height="%d" fill="%s"/>
        <line x1="%.1f" x2="%.1f" y1="%.1f" y2="%.1f" stroke="#1b1f24" stroke-width="1.5"/>
        <text x="%.1f" y="%.1f" fill="#1b1f24">%,.0f</text>
        """,
        NAMES - 10,
        middle + 4.5,
        escaped(one.name()),
        NAMES,
        y,
        one.median() * scale,
        BAR,
        PEERS.stream().anyMatch(one.name()::startsWith) ? "#afb8c1" : "#2da44e",
        NAMES + one.least() * scale,
        NAMES + one.most() * scale,
        middle,
        middle,
        NAMES + one.most() * scale + 8,
        middle + 4.5,
        one.median());
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
