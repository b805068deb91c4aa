package io.saleproof.bench;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** All repetitions of one contestant. */
record Series(String name, List<Sample> samples) {

  Series {
    if (samples.isEmpty()) {
      throw new IllegalArgumentException("nothing was measured");
    }
    samples = List.copyOf(samples);
  }

  double median() {
    return median(Sample::perSecond);
  }

  double medianCpuMicros() {
    return median(Sample::cpuMicros);
  }

  double medianBusy() {
    return median(Sample::busy);
  }

  double medianBesideBusy() {
    return median(Sample::besideBusy);
  }

  double least() {
    return samples.stream().mapToDouble(Sample::perSecond).min().orElseThrow();
  }

  double most() {
    return samples.stream().mapToDouble(Sample::perSecond).max().orElseThrow();
  }

  private double median(ToDoubleFunction<Sample> figure) {
    double[] sorted = samples.stream().mapToDouble(figure).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
