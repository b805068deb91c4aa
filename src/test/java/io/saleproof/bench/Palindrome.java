package io.saleproof.bench;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Measures contestants in palindromic order (A B B A, or A B C C B A), so that a machine that gets
 * slower or faster meanwhile does so for all of them alike.
 */
final class Palindrome {

  /** What is compiled at run time, on a processor that is busy with the load, takes its time. */
  private static final int ROUNDS_FOR_SERVERS = 3;

  private final Map<String, Supplier<Sample>> contestants = new LinkedHashMap<>();
  private final int warmUps;
  private final Runnable warm;

  Palindrome() {
    this(1, () -> {});
  }

  private Palindrome(int warmUps, Runnable warm) {
    this.warmUps = warmUps;
    this.warm = warm;
  }

  /**
   * For contestants that have just been started.
   *
   * @param warm is run when the rounds that count begin
   */
  static Palindrome ofServers(Runnable warm) {
    return new Palindrome(ROUNDS_FOR_SERVERS, warm);
  }

  Palindrome contestant(String name, Supplier<Sample> measure) {
    contestants.put(name, measure);
    return this;
  }

  /**
   * @param repetitions palindromes after those that only warm up; each contestant is measured twice
   *     in each
   */
  List<Series> run(int repetitions) {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(contestants.keySet());
    order.addAll(order.reversed());
    for (int i = -warmUps; i < repetitions; i++) {
      if (i == 0) {
        warm.run();
      }
      for (String name : order) {
        Sample sample = contestants.get(name).get();
        if (i >= 0) {
          samples.computeIfAbsent(name, unseen -> new ArrayList<>()).add(sample);
        }
      }
      System.err.println(i < 0 ? "warming up" : (i + 1) + " of " + repetitions);
    }
    return samples.entrySet().stream()
        .map(one -> new Series(one.getKey(), one.getValue()))
        .toList();
  }
}
