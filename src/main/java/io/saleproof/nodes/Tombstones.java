package io.saleproof.nodes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Ends the life of tombstones without letting removed pairs come back.
 *
 * <p>A tombstone is dropped once a majority of all known nodes has been compared with at a time
 * when it was older than its life. The latest version so dropped is the node's <em>horizon</em>: of
 * a name that it does not know, it believes no version up to it. So a node that was away for longer
 * finds that its old pairs are refused, and drops them when it compares. The rule can't hit a pair
 * that still stands elsewhere: only a majority's members move their horizon (others adopt it, after
 * a complete comparison, when they have all that such a member has), and what is as old as the
 * horizon had a tombstone's whole life to reach one of them. It does hit what a node accepted
 * before it was cut off from all others for longer than a tombstone's life and what came to none of
 * them: whether that was overwritten by a removal can no longer be known, and a removed pair must
 * not come back. What is younger than a tombstone's life when the node returns is kept.
 */
final class Tombstones {

  private static final int BATCH = 500;
  private static final int MAX_BATCHES = 200;

  /** How many lives a node may be gone from the list until it no longer counts as one. */
  private static final int LIVES_UNTIL_FORGOTTEN = 4;

  private final String self;
  private final NodeStore store;
  private final InstantSource wall;
  private final Duration life;

  Tombstones(String self, NodeStore store, InstantSource wall, Duration life) {
    this.self = self;
    this.store = store;
    this.wall = wall;
    this.life = life;
  }

  /** When a node that was last listed before this is no longer counted. */
  Instant forgotten() {
    return wall.instant().minus(life.multipliedBy(LIVES_UNTIL_FORGOTTEN));
  }

  /**
   * Drops what may be dropped, up to a bound.
   *
   * @return how many
   */
  int drop() {
    Optional<Instant> agreed = comparedWithMajority();
    int dropped = 0;
    for (int batch = 0; agreed.isPresent() && batch < MAX_BATCHES; batch++) {
      int now = store.purge(agreed.get().minus(life), BATCH);
      dropped += now;
      if (now < BATCH) {
        break;
      }
    }
    return dropped;
  }

  /** The latest time at which a majority, this node included, had all that was here. */
  private Optional<Instant> comparedWithMajority() {
    Set<String> members = new HashSet<>();
    store.members().keySet().forEach(member -> members.add(member.name()));
    members.add(self);
    Map<String, Instant> comparisons = store.comparisons();
    List<Instant> times =
        members.stream()
            .map(
                member ->
                    member.equals(self)
                        ? wall.instant()
                        : comparisons.getOrDefault(member, Instant.EPOCH))
            .sorted(Comparator.reverseOrder())
            .toList();
    Instant agreed = times.get(members.size() / 2);
    return agreed.equals(Instant.EPOCH) ? Optional.empty() : Optional.of(agreed);
  }
}
