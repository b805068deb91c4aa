package io.saleproof.simulated;

import java.util.ArrayList;
import java.util.List;

/**
 * One member's history, numbered from 0. Entries that every member has committed may be forgotten.
 */
final class OpLog {

  private final List<Entry> entries = new ArrayList<>();
  private long forgotten;
  private OpTime lastForgotten = OpTime.NONE;

  /** The number that the next entry gets. */
  long end() {
    return forgotten + entries.size();
  }

  Entry get(long number) {
    return entries.get(Math.toIntExact(number - forgotten));
  }

  void append(Entry entry) {
    entries.add(entry);
  }

  OpTime last() {
    return entries.isEmpty() ? lastForgotten : entries.getLast().at();
  }

  /** Drops this entry and all after it. */
  void truncate(long number) {
    entries.subList(Math.toIntExact(number - forgotten), entries.size()).clear();
  }

  /** Forgets the entries before this one. */
  void forget(long number) {
    if (number > forgotten) {
      lastForgotten = get(number - 1).at();
      entries.subList(0, Math.toIntExact(number - forgotten)).clear();
      forgotten = number;
    }
  }

  /** How many entries this history has in common with another, from the start. */
  long inCommonWith(OpLog other) {
    long number = Math.min(end(), other.end());
    long known = Math.max(forgotten, other.forgotten);
    while (number > known && get(number - 1) != other.get(number - 1)) {
      number--;
    }
    return number;
  }
}
