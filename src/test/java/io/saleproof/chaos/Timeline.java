package io.saleproof.chaos;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** What was measured over time, a curve below the other, with what was the matter behind them. */
final class Timeline {

  private static final int WIDTH = 860;
  private static final int LEFT = 150;
  private static final int RIGHT = 16;
  private static final int TOP = 92;
  private static final int ROW = 14;
  private static final int CURVE = 70;
  private static final int STEP = 92;

  private record Curve(String name, String unit, String colour, double most, List<Double> values) {}

  private Timeline() {}

  static String of(List<Figures.Sample> samples, List<Faults.Span> faults, int shops) {
    double seconds = samples.getLast().at();
    List<Curve> curves =
        List.of(
            curve("requests", "a second", "#0969da", samples, Figures.Sample::requests, 0),
            curve("99 of 100 answers", "within ms", "#0969da", samples, Figures.Sample::p99, 0),
            curve("hit rate", "%", "#2da44e", samples, s -> 100 * s.hits(), 100),
            curve("database reads", "a second", "#cf222e", samples, Figures.Sample::reads, 0),
            curve(
                "database reads",
                "at once, of " + Verdict.LOADS_AT_ONCE,
                "#cf222e",
                samples,
                Figures.Sample::atOnce,
                Verdict.LOADS_AT_ONCE),
            curve(
                "breakers not closed",
                "of " + 16 * shops,
                "#9a6700",
                samples,
                Figures.Sample::open,
                16 * shops),
            curve(
                "shops that hear",
                "of " + shops,
                "#8250df",
                samples,
                Figures.Sample::subscribed,
                shops));
    int height = TOP + STEP * curves.size() + 24;
    StringBuilder svg = new StringBuilder();
    svg.append(
        format(
            """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" width="%d" height="%d" \
            font-family="system-ui, sans-serif" font-size="12" role="img">
            <title>The cache while its Redis cluster is taken to pieces</title>
            <rect width="100%%" height="100%%" fill="#ffffff"/>
            <text x="16" y="24" font-size="16" fill="#1b1f24">The cache while its Redis cluster \
            (3 masters, 3 replicas) is taken to pieces</text>
            """,
            WIDTH, height, WIDTH, height));
    for (int i = 0; i < faults.size(); i++) {
      Faults.Span fault = faults.get(i);
      double x = x(fault.from(), seconds);
      svg.append(
          format(
              """
              <rect x="%.1f" y="%d" width="%.1f" height="%d" fill="#fff1e5"/>
              <text x="%.1f" y="%d" fill="#57606a" font-size="11">%s</text>
              """,
              x,
              TOP - 14,
              Math.max(2, x(fault.to(), seconds) - x),
              STEP * curves.size(),
              x,
              // In two rows, so that a name may be wider than its fault is long.
              TOP - 20 - (i % 2) * ROW,
              fault.name()));
    }
    int y = TOP;
    for (Curve one : curves) {
      svg.append(drawn(one, samples, seconds, y));
      y += STEP;
    }
    for (int second = 0; second <= seconds; second += 10) {
      svg.append(
          format(
              "<text x=\"%.1f\" y=\"%d\" fill=\"#57606a\" text-anchor=\"middle\">%d s</text>%n",
              x(second, seconds), y + 4, second));
    }
    return svg.append("</svg>\n").toString();
  }

  private static Curve curve(
      String name,
      String unit,
      String colour,
      List<Figures.Sample> samples,
      ToDoubleFunction<Figures.Sample> value,
      double most) {
    List<Double> values = samples.stream().mapToDouble(value).boxed().toList();
    double top = most > 0 ? most : Math.max(1, Collections.max(values));
    return new Curve(name, unit, colour, top, values);
  }

  private static String drawn(Curve curve, List<Figures.Sample> samples, double seconds, int top) {
    StringBuilder points = new StringBuilder();
    for (int i = 0; i < curve.values.size(); i++) {
      points.append(
          format(
              "%.1f,%.1f ",
              x(samples.get(i).at(), seconds),
              top + CURVE * (1 - Math.clamp(curve.values.get(i) / curve.most, 0, 1))));
    }
    return format(
        """
        <line x1="%d" x2="%d" y1="%d" y2="%d" stroke="#d0d7de"/>
        <text x="%d" y="%d" text-anchor="end" fill="#1b1f24">%s</text>
        <text x="%d" y="%d" text-anchor="end" fill="#57606a">%s</text>
        <text x="%d" y="%d" text-anchor="end" fill="#57606a">%,.0f</text>
        <polyline points="%s" fill="none" stroke="%s" stroke-width="1.5"/>
        """,
        LEFT,
        WIDTH - RIGHT,
        top + CURVE,
        top + CURVE,
        LEFT - 12,
        top + 32,
        curve.name,
        LEFT - 12,
        top + 48,
        curve.unit,
        LEFT - 12,
        top + 10,
        curve.most,
        points.toString().strip(),
        curve.colour);
  }

  private static double x(double second, double seconds) {
    return LEFT + (WIDTH - LEFT - RIGHT) * second / seconds;
  }

  private static String format(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
