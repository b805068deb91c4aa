package io.saleproof.bench;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Measures one repetition of a contestant that is a process of its own, and how full its processor
 * and that of the load, the database and Redis were.
 *
 * @param contestant CPU time of its process so far
 * @param others the same of all that runs beside the load
 */
record Gauge(Supplier<Duration> contestant, Supplier<Duration> others) {

  /** The rate of what the load did. */
  Sample rate(Supplier<Latencies> load) {
    return sample(load, Latencies::perSecond);
  }

  Sample sample(Supplier<Latencies> load, ToDoubleFunction<Latencies> figure) {
    double cpu = seconds(contestant.get());
    double beside = beside();
    long begun = System.nanoTime();
    Latencies latencies = load.get();
    double elapsed = (System.nanoTime() - begun) / 1e9;
    double used = seconds(contestant.get()) - cpu;
    return new Sample(
        figure.applyAsDouble(latencies),
        used * 1e6 / latencies.count(),
        used / elapsed,
        (beside() - beside) / elapsed);
  }

  private double beside() {
    com.sun.management.OperatingSystemMXBean own =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return own.getProcessCpuTime() / 1e9 + seconds(others.get());
  }

  private static double seconds(Duration time) {
    return time.toNanos() / 1e9;
  }
}
