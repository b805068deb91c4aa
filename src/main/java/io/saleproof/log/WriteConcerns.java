package io.saleproof.log;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;

/**
 * Who holds what, as the master knows it: when a message is held by as many members as its client
 * asked for, and up to which message that is so without a gap. What a member has once held durably
 * counts, whether or not the member is alive now. Safe for any thread.
 */
final class WriteConcerns {

  /** How many messages the walk of the commit index looks at before it lets others in. */
  private static final int WALK = 1_024;

  /** Reads messages in order, from one number up to another. */
  @FunctionalInterface
  interface Messages {
    List<LogRecord> read(long from, long upTo, int maxCount) throws IOException;
  }

  private final Messages messages;
  private final Map<String, Long> held = new HashMap<>();
  private final Map<Integer, TreeMap<Long, CompletableFuture<Void>>> waiting = new HashMap<>();

  /**
   * By how many members: up to which message that many hold the log; index 0 is one, the master.
   */
  private long[] reach = {0};

  private long committed;
  private int[] upcoming = {};
  private int upcomingAt;
  private boolean over;

  WriteConcerns(Messages messages, long durable, long committed) {
    this.messages = messages;
    this.reach[0] = durable;
    this.committed = Math.min(committed, durable);
  }

  /** The master holds everything up to this message. */
  void durable(long number) {
    List<CompletableFuture<Void>> met;
    synchronized (this) {
      reach = reachOf(number);
      met = takeMet();
    }
    finish(met);
  }

  /** This member holds everything up to this message; less than before if it has lost some. */
  void held(String member, long number) {
    List<CompletableFuture<Void>> met;
    synchronized (this) {
      held.put(member, number);
      reach = reachOf(reach[0]);
      met = takeMet();
    }
    finish(met);
  }

  /** Others get in between the steps of a long walk. */
  private void finish(List<CompletableFuture<Void>> met) {
    met.forEach(one -> one.complete(null));
    boolean more = true;
    while (more) {
      more = walk();
    }
  }

  /** Forgets a member that another has taken the place of. */
  synchronized void forget(String member) {
    held.remove(member);
    reach = reachOf(reach[0]);
  }

  /**
   * Completes when so many members hold the message, or with a {@link TimeoutException} when nobody
   * will tell any more; to be cancelled by who stops waiting.
   */
  CompletableFuture<Void> await(long number, int w) {
    CompletableFuture<Void> met = new CompletableFuture<>();
    synchronized (this) {
      if (!isMet(number, w)) {
        if (over) {
          return CompletableFuture.failedFuture(new TimeoutException());
        }
        waiting.computeIfAbsent(w, key -> new TreeMap<>()).put(number, met);
        met.whenComplete((done, failure) -> stopWaiting(number, w));
        return met;
      }
    }
    met.complete(null);
    return met;
  }

  private synchronized void stopWaiting(long number, int w) {
    TreeMap<Long, CompletableFuture<Void>> same = waiting.get(w);
    if (same != null && same.remove(number) != null && same.isEmpty()) {
      waiting.remove(w);
    }
  }

  /** The master stops: every client's wait is over, and those who come have none. */
  void end() {
    List<CompletableFuture<Void>> unmet = new ArrayList<>();
    synchronized (this) {
      over = true;
      waiting.values().forEach(same -> unmet.addAll(same.values()));
    }
    unmet.forEach(one -> one.completeExceptionally(new TimeoutException()));
  }

  /** How many clients wait. */
  synchronized int waitingClients() {
    return waiting.values().stream().mapToInt(TreeMap::size).sum();
  }

  /** How many members hold this message. */
  synchronized int holders(long number) {
    int count = 0;
    while (count < reach.length && reach[count] >= number) {
      count++;
    }
    return count;
  }

  /** Up to which message every write concern is met; never goes back. */
  synchronized long committed() {
    return committed;
  }

  private boolean isMet(long number, int w) {
    return w <= reach.length && number <= reach[w - 1];
  }

  private long[] reachOf(long durable) {
    long[] positions = new long[held.size() + 1];
    int at = 0;
    for (long number : held.values()) {
      // Nobody is ahead of the master; who says so counts for what the master has.
      positions[at++] = -Math.min(number, durable);
    }
    positions[at] = -durable;
    Arrays.sort(positions);
    for (int i = 0; i < positions.length; i++) {
      positions[i] = -positions[i];
    }
    return positions;
  }

  /** The clients whose wait is over. */
  private List<CompletableFuture<Void>> takeMet() {
    List<CompletableFuture<Void>> met = new ArrayList<>();
    waiting.forEach(
        (w, same) -> {
          if (w <= reach.length) {
            Map<Long, CompletableFuture<Void>> reached = same.headMap(reach[w - 1], true);
            met.addAll(reached.values());
            reached.clear();
          }
        });
    waiting.values().removeIf(TreeMap::isEmpty);
    return met;
  }

  /** Moves the commit index by some messages; tells whether there may be more. */
  private synchronized boolean walk() {
    for (int step = 0; step < WALK; step++) {
      if (committed >= reach[0] || (upcomingAt == upcoming.length && !readUpcoming())) {
        return false;
      }
      if (!isMet(committed + 1, upcoming[upcomingAt])) {
        return false;
      }
      committed++;
      upcomingAt++;
    }
    return true;
  }

  /** Concerns are read from the file, so that a long queue behind an unmet one takes no memory. */
  private boolean readUpcoming() {
    try {
      upcoming =
          messages.read(committed + 1, reach[0], WALK).stream().mapToInt(LogRecord::w).toArray();
      upcomingAt = 0;
      return upcoming.length > 0;
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
