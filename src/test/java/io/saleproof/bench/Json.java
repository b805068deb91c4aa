package io.saleproof.bench;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A row's result for machines, with every single repetition. */
final class Json {

  private Json() {}

  static String of(RowResult result, Map<String, Object> machine, Bench.Settings settings) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("row", result.row());
    json.put("title", result.title());
    json.put("unit", result.unit());
    json.put("machine", machine);
    json.put("operationsPerRepetition", settings.units());
    json.put("secondsPerRepetition", settings.time().toSeconds());
    json.put("series", result.series().stream().map(Json::series).toList());
    json.put("targets", result.targets().stream().map(Json::target).toList());
    json.put("notes", result.notes());
    try {
      return new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(json) + "\n";
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static Map<String, Object> series(Series series) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", series.name());
    json.put("median", tenths(series.median()));
    json.put("least", tenths(series.least()));
    json.put("most", tenths(series.most()));
    json.put("cpuMicros", tenths(series.medianCpuMicros()));
    if (!Double.isNaN(series.medianBusy())) {
      json.put("processor", hundredths(series.medianBusy()));
    }
    if (!Double.isNaN(series.medianBesideBusy())) {
      json.put("processorBeside", hundredths(series.medianBesideBusy()));
    }
    List<Sample> samples = series.samples();
    json.put("rates", samples.stream().map(sample -> tenths(sample.perSecond())).toList());
    return json;
  }

  private static Map<String, Object> target(Target target) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("what", target.what());
    json.put("value", Math.round(target.value() * 1_000) / 1_000.0);
    json.put(target.atMost() ? "atMost" : "atLeast", target.bound());
    json.put("met", target.met());
    return json;
  }

  private static double hundredths(double value) {
    return Math.round(value * 100) / 100.0;
  }

  private static double tenths(double value) {
    return Math.round(value * 10) / 10.0;
  }
}
