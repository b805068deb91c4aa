package io.saleproof.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * Draws where a recording of the JDK's Flight Recorder found the processor: methods above those
 * that they called, as wide as their share of the samples (after Brendan Gregg's flame graphs). Of
 * the last part only, when what runs is compiled.
 */
final class FlameGraph {

  private static final double LAST_PART = 0.25;
  private static final int WIDTH = 1_200;
  private static final int ROW = 15;
  private static final int TOP = 40;
  private static final double NARROWEST = 7;
  private static final double CHAR = 6.2;
  private static final String SAMPLE = "jdk.ExecutionSample";

  private final Map<String, FlameGraph> called = new TreeMap<>();
  private int samples;

  /**
   * @param arguments the recording, the picture, and its title
   */
  public static void main(String[] arguments) throws IOException {
    List<RecordedEvent> samples =
        RecordingFile.readAllEvents(Path.of(arguments[0])).stream()
            .filter(event -> event.getEventType().getName().equals(SAMPLE))
            .sorted(java.util.Comparator.comparing(RecordedEvent::getStartTime))
            .toList();
    FlameGraph all = new FlameGraph();
    samples
        .subList((int) (samples.size() * (1 - LAST_PART)), samples.size())
        .forEach(sample -> all.add(sample.getStackTrace().getFrames().reversed()));
    Files.writeString(Path.of(arguments[1]), all.picture(arguments[2]));
  }

  private void add(List<RecordedFrame> stack) {
    FlameGraph at = this;
    at.samples++;
    for (RecordedFrame frame : stack) {
      String type = frame.getMethod().getType().getName();
      // Classes made at run time have other numbers each time.
      String shown = type.replaceAll("\\$\\$Lambda.*", " lambda").replaceAll("^.*\\.", "");
      at =
          at.called.computeIfAbsent(
              shown + "." + frame.getMethod().getName(), n -> new FlameGraph());
      at.samples++;
    }
  }

  private String picture(String title) {
    StringBuilder boxes = new StringBuilder();
    int rows = draw(boxes, 0, TOP, (double) WIDTH / samples);
    return """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="10">
        <rect width="100%%" height="100%%" fill="#fff"/>
        <text x="6" y="18" font-size="14">%s</text>
        <text x="6" y="32">%,d samples; a method stands above those that it called</text>
        %s</svg>
        """
        .formatted(WIDTH, rows + ROW, title, samples, boxes);
  }

  /** The lowest edge. */
  private int draw(StringBuilder boxes, double left, int top, double scale) {
    int lowest = top;
    double x = left;
    for (Map.Entry<String, FlameGraph> one : called.entrySet()) {
      double width = one.getValue().samples * scale;
      if (width >= NARROWEST) {
        box(boxes, one.getKey(), x, top, width);
        lowest = Math.max(lowest, one.getValue().draw(boxes, x, top + ROW, scale));
      }
      x += width;
    }
    return lowest;
  }

  private static void box(StringBuilder boxes, String name, double x, int y, double width) {
    int chars = (int) ((width - 4) / CHAR);
    boxes.append(
        String.format(
            Locale.ROOT,
            "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>",
            x,
            y,
            width - 0.5,
            ROW - 1,
            colour(name)));
    if (chars > 3) {
      String text = name.length() > chars ? name.substring(0, chars) : name;
      boxes.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\">%s</text>",
              x + 2,
              y + ROW - 4,
              text.replace("&", "&amp;").replace("<", "&lt;")));
    }
    boxes.append('\n');
  }

  /** The same for the same name. */
  private static String colour(String name) {
    return "hsl(" + (15 + Math.floorMod(name.hashCode(), 40)) + ",85%,72%)";
  }
}
