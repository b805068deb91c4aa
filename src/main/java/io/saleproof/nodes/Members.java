package io.saleproof.nodes;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The other nodes, as the shared list has them. A node that is off the list for its life there is
 * dropped with its jobs, and gets what it missed by comparison when it is back. While the list is
 * away, the last known nodes stay; they are kept in this node's own data too, for a start without
 * the list.
 */
final class Members implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(Members.class);

  /** How often a listed node says so again, in the life of its entry. */
  private static final int BEATS = 10;

  /** Beats between what need not be done at each. */
  private static final int UPKEEP = 20;

  private final Peer self;
  private final Registry registry;
  private final NodeStore store;
  private final InstantSource wall;
  private final Tombstones tombstones;
  private final Duration life;
  private final Gate gate;
  private final Function<Peer, PeerWork> work;
  private final Works works;
  private final PeerFigures figures;
  private final Map<String, Long> lastListed = new HashMap<>();
  private final Thread heart = Thread.ofVirtual().name("members").unstarted(this::live);
  private long beats;
  private boolean listAway;

  /**
   * @param life how long a node counts after it was listed last
   * @param work makes the work for a node
   * @param works takes it
   */
  Members(
      Peer self,
      Registry registry,
      NodeStore store,
      InstantSource wall,
      Tombstones tombstones,
      Duration life,
      Gate gate,
      Function<Peer, PeerWork> work,
      Works works,
      PeerFigures figures) {
    this.self = self;
    this.registry = registry;
    this.store = store;
    this.wall = wall;
    this.tombstones = tombstones;
    this.life = life;
    this.gate = gate;
    this.work = work;
    this.works = works;
    this.figures = figures;
  }

  void start() {
    heart.start();
  }

  private void live() {
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          beat();
          if (beats++ % UPKEEP == 0) {
            tombstones.drop();
          }
        } catch (StoreUnavailable away) {
          LOG.debugf(away, "a beat was missed");
        } catch (RuntimeException fault) {
          LOG.error("a beat failed", fault);
        }
        Thread.sleep(life.dividedBy(BEATS));
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void beat() {
    try {
      List<Peer> listed = registry.beat(self);
      if (listAway) {
        LOG.info("the list of nodes is back");
        listAway = false;
      }
      boolean changed = take(listed);
      drop();
      gate.listed(works.names());
      if (changed || beats % UPKEEP == 0) {
        store.listed(listed, wall.instant(), tombstones.forgotten());
      }
    } catch (StoreUnavailable away) {
      if (!listAway) {
        LOG.warn("the list of nodes is away; the last known nodes stay");
        listAway = true;
      }
      if (works.names().isEmpty()) {
        take(lastKnown());
        gate.listed(works.names());
      }
    }
  }

  /** Those that were on the list together, the last time that this node saw it. */
  private Collection<Peer> lastKnown() {
    Map<Peer, Instant> members = store.members();
    Instant last = members.values().stream().max(Comparator.naturalOrder()).orElse(Instant.EPOCH);
    return members.entrySet().stream()
        .filter(member -> !member.getValue().isBefore(last.minus(life)))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** Whether a node is new or has moved. */
  private boolean take(Collection<Peer> listed) {
    boolean changed = false;
    for (Peer peer : listed) {
      if (peer.name().equals(self.name())) {
        continue;
      }
      lastListed.put(peer.name(), System.nanoTime());
      @Nullable PeerWork current = works.of(peer.name());
      if (current == null || !current.peer().equals(peer)) {
        LOG.infof("node %s is at %s", peer.name(), peer.address());
        works.begin(work.apply(peer));
        figures.add(peer.name());
        changed = true;
      }
    }
    return changed;
  }

  private void drop() {
    Set<String> gone =
        lastListed.entrySet().stream()
            .filter(listed -> System.nanoTime() - listed.getValue() > life.toNanos())
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    for (String name : gone) {
      LOG.infof("node %s is off the list", name);
      // Off the list of those that jobs are noted for first, so that no new queue begins.
      works.end(name);
      figures.remove(name);
      lastListed.remove(name);
      store.dropJobs(name);
    }
  }

  /** Leaves the list, so that the others need not find out. */
  @Override
  public void close() {
    heart.interrupt();
    works.close();
    try {
      heart.join(RedisLink.TIMEOUT);
      registry.leave(self);
    } catch (StoreUnavailable away) {
      LOG.info("the list of nodes is away; this node's entry will end by itself");
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
