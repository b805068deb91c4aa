package io.saleproof.client;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * What is done with which invoice beyond placing it, by number: the same for the same invoices and
 * seed, whatever the clients.
 *
 * @param repeated sent a second time after the first answer came
 * @param twin sent twice at once
 * @param paid to be paid
 * @param cancelled to be cancelled, whether paid or not
 */
record Choices(Set<String> repeated, Set<String> twin, Set<String> paid, Set<String> cancelled) {

  private static final int TWICE_ONE_IN = 10;
  private static final int CANCELLED_ONE_IN = 20;

  Choices {
    repeated = Set.copyOf(repeated);
    twin = Set.copyOf(twin);
    paid = Set.copyOf(paid);
    cancelled = Set.copyOf(cancelled);
  }

  /** A tenth is sent twice, one half of it at once; two in three are paid, one in 20 cancelled. */
  static Choices of(List<Invoice> invoices, long seed) {
    List<String> numbers = new ArrayList<>(invoices.stream().map(Invoice::number).toList());
    Random random = new Random(seed);
    int some = (numbers.size() + TWICE_ONE_IN - 1) / TWICE_ONE_IN;
    List<String> twice = drawn(numbers, some, random);
    return new Choices(
        new HashSet<>(twice.subList(0, (some + 1) / 2)),
        new HashSet<>(twice.subList((some + 1) / 2, some)),
        new HashSet<>(drawn(numbers, numbers.size() * 2 / 3, random)),
        new HashSet<>(
            drawn(numbers, (numbers.size() + CANCELLED_ONE_IN - 1) / CANCELLED_ONE_IN, random)));
  }

  private static List<String> drawn(List<String> numbers, int count, Random random) {
    Collections.shuffle(numbers, random);
    return List.copyOf(numbers.subList(0, count));
  }
}
