package io.saleproof.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * What {@link ProveScaling} has measured, as Markdown, and whether all of it is as it should be.
 */
final class ScalingReport {

  private static final int MEGA = 1024 * 1024;
  private static final double RARE = 0.0005;

  /** By HAProxy's count: connections that failed, answers that were cut off or never came. */
  private static final List<String> FAILURES = List.of("econ", "eresp");

  private static final List<String> TIERS = List.of("shop", "database", "redis", "proxy", "load");

  /**
   * @param held whether the load's own checks held
   * @param load k6's figures
   */
  record Stage(
      String name,
      boolean held,
      double seconds,
      JsonNode load,
      Map<String, Usage.Figure> usage,
      ShopFigures.Counted counted) {}

  /** The same of the load under which instances came and went, with what the proxy counted. */
  record Scaled(
      boolean held,
      double seconds,
      JsonNode load,
      Map<String, Usage.Figure> usage,
      Map<String, Double> proxyBefore,
      Map<String, Double> proxyAfter) {

    double failures() {
      return FAILURES.stream()
          .mapToDouble(
              name -> proxyAfter.getOrDefault(name, 0.0) - proxyBefore.getOrDefault(name, 0.0))
          .sum();
    }
  }

  private record Event(double at, String what, double seconds) {}

  private final List<Stage> stages = new ArrayList<>();
  private final List<Event> events = new ArrayList<>();
  private final List<String> broken = new ArrayList<>();
  private Scaled scaled;
  private String latest = "";

  void add(Stage stage) {
    stages.add(stage);
    check("every promise held in the stage " + stage.name, stage.held);
    latest = row(stage.name, stage.load);
  }

  void event(double at, String what, double seconds) {
    events.add(new Event(at, what, seconds));
    System.out.println(line("%.0f s: %s after %.1f s", at, what, seconds));
  }

  void scaled(Scaled one) {
    scaled = one;
    check("every promise held while instances came and went", one.held);
    check("no request was lost by the visitors' count", lost(one.load) == 0);
    check("nor by the proxy's", one.failures() == 0);
    check(
        "units in orders are those that are gone",
        count(one.load, "units_ordered") == count(one.load, "units_gone"));
    latest = row("scaling", one.load);
  }

  void check(String what, boolean held) {
    if (!held) {
      broken.add(what);
      System.out.println("BROKEN  " + what);
    }
  }

  boolean holds() {
    return broken.isEmpty();
  }

  /** The last row of the table, for who waits. */
  String latest() {
    return latest;
  }

  String markdown() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| stage | requests/s | p50, p95, p99, p99.9 | orders placed, paid | told to wait | lost |");
    lines.add("| --- | --- | --- | --- | --- | --- |");
    stages.forEach(stage -> lines.add(row(stage.name, stage.load)));
    lines.add(row("normal, while two come and two go", scaled.load));
    lines.add("");
    lines.add("| stage | " + String.join(" | ", TIERS) + " |");
    lines.add("| --- |" + " --- |".repeat(TIERS.size()));
    stages.forEach(stage -> lines.add(usage(stage.name, stage)));
    lines.add("");
    lines.add("Processor time of a request by tier, and the largest process of the tier.");
    lines.add("");
    lines.add(
        "| stage | Redis calls a request | database commands a request | connections to the database, an instance | answered by the cache |");
    lines.add("| --- | --- | --- | --- | --- |");
    stages.forEach(stage -> lines.add(behind(stage)));
    lines.add("");
    lines.add("| while instances came and went | |");
    lines.add("| --- | --- |");
    events.forEach(
        event ->
            lines.add(line("| at %.0f s: %s | %.1f s |", event.at, event.what, event.seconds)));
    lines.add(
        line(
            "| requests; lost by the visitors' count; failures by the proxy's | %.0f; %.0f; %.0f |",
            count(scaled.load, "http_reqs"), lost(scaled.load), scaled.failures()));
    lines.add(
        line(
            "| units in orders; units gone | %.0f; %.0f |",
            count(scaled.load, "units_ordered"), count(scaled.load, "units_gone")));
    lines.add("");
    lines.add(broken.isEmpty() ? "All holds." : "Broken: " + String.join("; ", broken) + ".");
    lines.add("");
    return String.join("\n", lines);
  }

  private static String row(String name, JsonNode load) {
    JsonNode time = load.path("http_req_duration").path("values");
    return line(
        "| %s | %.0f | %.1f, %.0f, %.0f, %.0f ms | %.0f, %.0f | %.0f | %.0f |",
        name,
        load.path("http_reqs").path("values").path("rate").asDouble(),
        time.path("med").asDouble(),
        time.path("p(95)").asDouble(),
        time.path("p(99)").asDouble(),
        time.path("p(99.9)").asDouble(),
        count(load, "orders_placed"),
        count(load, "orders_paid"),
        count(load, "told_to_wait"),
        lost(load));
  }

  private static String usage(String name, Stage stage) {
    StringBuilder row = new StringBuilder("| " + name + " |");
    double requests = count(stage.load, "http_reqs");
    for (String tier : TIERS) {
      Usage.Figure figure = stage.usage.getOrDefault(tier, new Usage.Figure(0, 0));
      row.append(
          line(
              " %.2f cores, %.2f ms, %d MB |",
              figure.cpuSeconds() / stage.seconds,
              1000 * figure.cpuSeconds() / requests,
              figure.largest() / MEGA));
    }
    return row.toString();
  }

  private static String behind(Stage stage) {
    double requests = count(stage.load, "http_reqs");
    Map<String, Double> cache = stage.counted.cache();
    double lookups = cache.values().stream().mapToDouble(Double::doubleValue).sum();
    double hits = cache.getOrDefault("memory", 0.0) + cache.getOrDefault("redis", 0.0);
    return line(
        "| %s | %s | %s | %.0f | %.1f %% |",
        stage.name,
        each(stage.counted.redis(), requests),
        each(stage.counted.database(), requests),
        stage.counted.connections(),
        100 * hits / Math.max(1, lookups));
  }

  /** All of them, and which they are; what hardly comes is in the sum alone. */
  private static String each(Map<String, Double> counted, double requests) {
    Map<String, Double> told = new TreeMap<>(counted);
    told.values().removeIf(number -> number / requests < RARE);
    List<String> parts = new ArrayList<>();
    told.forEach((name, number) -> parts.add(line("%s %.3f", name, number / requests)));
    double all = counted.values().stream().mapToDouble(Double::doubleValue).sum();
    return line("%.2f (%s)", all / requests, String.join(", ", parts));
  }

  private static double lost(JsonNode load) {
    return count(load, "requests_lost");
  }

  private static double count(JsonNode load, String metric) {
    return load.path(metric).path("values").path("count").asDouble();
  }

  private static String line(String pattern, Object... values) {
    return String.format(Locale.ROOT, pattern, values);
  }
}
