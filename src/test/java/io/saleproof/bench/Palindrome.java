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

  private final Map<String, Supplier<Sample>> contestants = new LinkedHashMap<>();

  Palindrome contestant(String name, Supplier<Sample> measure) {
    contestants.put(name, measure);
    return this;
  }

  /**
   * @param repetitions palindromes after one that only warms up; each contestant is measured twice
   *     in each
   */
  List<Series> run(int repetitions) {
    Map<String, List<Sample>> samples = new LinkedHashMap<>();
    List<String> order = new ArrayList<>(contestants.keySet());
    order.addAll(order.reversed());
    for (int i = -1; i < repetitions; i++) {
      for (String name : order) {
        Sample sample = contestants.get(name).get();
        if (i >= 0) {
          samples.computeIfAbsent(name, unseen -> new ArrayList<>()).add(sample);
        }
      }
      System.err.println(i < 0 ? "warmed up" : (i + 1) + " of " + repetitions);
    }
    return samples.entrySet().stream()
        .map(one -> new Series(one.getKey(), one.getValue()))
        .toList();
  }
}
