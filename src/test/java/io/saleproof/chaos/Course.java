package io.saleproof.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * What each fault did to the shops, and how soon they were back to normal: nearly as many answers
 * without a load as before the first fault, every breaker closed, every shop told of changes.
 *
 * @param hitsBefore the hit rate before the first fault
 */
record Course(List<Figures.Sample> samples, double hitsBefore, List<Passage> passages) {

  /** The part of the first seconds' hit rate that counts as normal. */
  private static final double NORMAL = 0.95;

  /** For so many samples in a row, so that one lucky moment is none. */
  private static final int STEADY = 3;

  /** It was never normal again before the next fault. */
  static final double NEVER = Double.POSITIVE_INFINITY;

  /**
   * One fault.
   *
   * @param back seconds from its begin until all was back to normal
   * @param slowest milliseconds that one answer took at most, until the next fault
   * @param hits the lowest rate of a half second
   */
  record Passage(
      Faults.Span fault,
      double back,
      double readsBefore,
      double readsMost,
      int atOnce,
      double slowest,
      double hits,
      double stale) {

    boolean isBack() {
      return back < NEVER;
    }

    /** Whether it was normal while the fault still lasted. */
    boolean whileItLasted() {
      return back <= fault.to() - fault.from();
    }

    /** Seconds since it was undone. */
    double backAfter() {
      return Math.max(0, back - (fault.to() - fault.from()));
    }
  }

  static Course of(List<Figures.Sample> samples, List<Faults.Span> faults, int shops) {
    double first = faults.getFirst().from();
    double hitsBefore = average(between(samples, 0, first), Figures.Sample::hits);
    List<Passage> passages = new ArrayList<>();
    for (int i = 0; i < faults.size(); i++) {
      Faults.Span fault = faults.get(i);
      double next = i + 1 < faults.size() ? faults.get(i + 1).from() : NEVER;
      double quietSince = i == 0 ? 0 : faults.get(i - 1).to();
      List<Figures.Sample> its = between(samples, fault.from(), next);
      passages.add(
          new Passage(
              fault,
              back(its, fault.from(), NORMAL * hitsBefore, shops),
              median(between(samples, quietSince, fault.from())),
              most(its, Figures.Sample::reads),
              (int) most(its, Figures.Sample::atOnce),
              most(its, Figures.Sample::slowest),
              -most(its, sample -> -sample.hits()),
              most(its, Figures.Sample::stale)));
    }
    return new Course(samples, hitsBefore, passages);
  }

  /** From when on it was normal for good, or {@link #NEVER}; a sample says what was before it. */
  private static double back(List<Figures.Sample> its, double from, double hits, int shops) {
    int normal = its.size();
    while (normal > 0 && isNormal(its.get(normal - 1), hits, shops)) {
      normal--;
    }
    if (its.size() - normal < STEADY) {
      return NEVER;
    }
    return normal == 0 ? 0 : its.get(normal - 1).at() - from;
  }

  private static boolean isNormal(Figures.Sample sample, double hits, int shops) {
    return sample.hits() >= hits && sample.open() == 0 && sample.subscribed() == shops;
  }

  double most(ToDoubleFunction<Figures.Sample> value) {
    return most(samples, value);
  }

  private static double most(List<Figures.Sample> some, ToDoubleFunction<Figures.Sample> value) {
    return some.stream().mapToDouble(value).max().orElse(0);
  }

  private static double average(List<Figures.Sample> some, ToDoubleFunction<Figures.Sample> value) {
    return some.stream().mapToDouble(value).average().orElse(0);
  }

  private static double median(List<Figures.Sample> some) {
    double[] sorted = some.stream().mapToDouble(Figures.Sample::reads).sorted().toArray();
    return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
  }

  private static List<Figures.Sample> between(
      List<Figures.Sample> samples, double from, double to) {
    return samples.stream().filter(one -> one.at() >= from && one.at() < to).toList();
  }
}
