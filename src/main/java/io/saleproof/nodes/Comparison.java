package io.saleproof.nodes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Anti-entropy: makes this node and another equal by comparing digests of ranges, and within the
 * ranges that differ, versions. What either has newer goes to the other. Costs 256 digests if they
 * are equal already.
 *
 * <p>A pair that the other does not know, older than the other's horizon, was removed while this
 * node was away for longer than tombstones live: it is dropped here instead of sent. See {@link
 * Tombstones} for why that can't hit a pair that was not removed.
 */
final class Comparison {

  private static final Logger LOG = Logger.getLogger(Comparison.class);

  /** Clocks that differ by more than this part of a tombstone's life can't tell its end. */
  private static final int CLOCK_SHARE = 4;

  private final Node node;
  private final NodeStore store;
  private final InstantSource wall;
  private final Duration tombstoneLife;
  private final Runnable progress;

  /**
   * @param progress runs each time that the other has answered about another range
   */
  Comparison(
      Node node, NodeStore store, InstantSource wall, Duration tombstoneLife, Runnable progress) {
    this.node = node;
    this.store = store;
    this.wall = wall;
    this.tombstoneLife = tombstoneLife;
    this.progress = progress;
  }

  /** Compares all. When it returns, each has what the other had at the beginning. */
  Result with(String peer, Neighbour other) {
    Instant begun = wall.instant();
    store.comparing(peer);
    Neighbour.State theirs = other.state();
    Optional<Version> horizon = theirs.horizon().filter(Version::isCredible);
    Tally tally = new Tally();
    for (String group : differing(store.groups(), theirs.groups())) {
      settle(
          List.copyOf(differing(store.leaves(group), other.leaves(group))), other, horizon, tally);
      progress.run();
    }
    horizon.ifPresent(node::adopt);
    boolean clocksAgree =
        Duration.between(theirs.wall(), begun).abs().compareTo(tombstoneLife.dividedBy(CLOCK_SHARE))
            <= 0;
    store.compared(peer, clocksAgree ? begun : Instant.EPOCH);
    Result result = new Result(theirs.settled(), tally.sent, tally.taken, tally.dropped);
    if (!result.wasEqual()) {
      LOG.infof("compared with %s: %s", peer, result);
    }
    return result;
  }

  private static Set<String> differing(Map<String, String> ours, Map<String, String> theirs) {
    Set<String> ranges = new TreeSet<>(ours.keySet());
    ranges.addAll(theirs.keySet());
    ranges.removeIf(
        range ->
            ours.getOrDefault(range, Digests.NONE)
                .equals(theirs.getOrDefault(range, Digests.NONE)));
    return ranges;
  }

  /** The leaves of a group, in as few requests as may be: a new node lacks thousands of leaves. */
  private void settle(
      List<String> leaves, Neighbour other, Optional<Version> horizon, Tally tally) {
    int done = 0;
    while (done < leaves.size()) {
      Neighbour.Part part = other.entries(leaves.subList(done, leaves.size()));
      int end = Math.min(leaves.size(), done + part.leaves());
      settle(leaves.subList(done, end), part, other, horizon, tally);
      done = end;
    }
  }

  private void settle(
      List<String> leaves,
      Neighbour.Part part,
      Neighbour other,
      Optional<Version> horizon,
      Tally tally) {
    Map<Name, Summary> theirs = new HashMap<>();
    part.entries().forEach(summary -> theirs.put(summary.name(), summary));
    List<Summary> ours = leaves.stream().flatMap(leaf -> store.leaf(leaf).stream()).toList();
    List<Name> send = new ArrayList<>();
    List<Summary> drop = new ArrayList<>();
    Set<Name> known = new HashSet<>();
    for (Summary mine : ours) {
      known.add(mine.name());
      @Nullable Summary their = theirs.get(mine.name());
      if (their != null && !their.supersedes(mine)) {
        theirs.remove(mine.name());
      }
      if (their == null ? isAfter(mine, horizon) : mine.supersedes(their)) {
        send.add(mine.name());
      } else if (their == null && !mine.removed()) {
        drop.add(mine);
      }
    }
    Optional<Version> ownHorizon = store.horizon();
    List<Name> take =
        theirs.values().stream()
            .filter(their -> known.contains(their.name()) || isAfter(their, ownHorizon))
            .map(Summary::name)
            .toList();
    tally.taken += transfer(take, other, node);
    tally.sent += transfer(send, node, other);
    drop(drop, tally);
  }

  private static boolean isAfter(Summary entry, Optional<Version> horizon) {
    return horizon.isEmpty() || entry.version().compareTo(horizon.get()) > 0;
  }

  private void drop(List<Summary> entries, Tally tally) {
    if (!entries.isEmpty()) {
      LOG.warnf(
          "%d pairs were removed while this node was away for longer than tombstones live; the"
              + " first is '%s'",
          entries.size(), entries.getFirst().name());
      store.discard(entries);
      tally.dropped += entries.size();
    }
  }

  private static int transfer(List<Name> names, Neighbour from, Neighbour to) {
    int done = 0;
    int moved = 0;
    while (done < names.size()) {
      List<Name> next = names.subList(done, Math.min(names.size(), done + Neighbour.MAX_NAMES));
      List<Entry> entries = from.read(next);
      if (!entries.isEmpty()) {
        to.accept(entries);
      }
      moved += entries.size();
      int bytes = entries.stream().mapToInt(Entry::bytes).sum();
      // An answer that is not full has all that is known of these names.
      done +=
          bytes < Neighbour.MAX_BYTES ? next.size() : next.indexOf(entries.getLast().name()) + 1;
    }
    return moved;
  }

  /** Counts as it goes. */
  private static final class Tally {
    private int sent;
    private int taken;
    private int dropped;
  }

  /**
   * @param settled whether the other serves clients
   * @param sent entries that the other lacked
   * @param taken entries that this node lacked
   * @param dropped pairs that were removed long ago
   */
  record Result(boolean settled, int sent, int taken, int dropped) {
    boolean wasEqual() {
      return sent + taken + dropped == 0;
    }
  }
}
