package io.saleproof.nodes;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/**
 * One node: writes for clients go to its own data first, with a job for each other node; what comes
 * from other nodes is taken if it is newer, and goes no further.
 */
final class Node implements Neighbour {

  private static final Logger LOG = Logger.getLogger(Node.class);

  /** Each try comes after all that stood in the way of the one before. */
  private static final int MAX_TRIES = 8;

  private final String name;
  private final NodeStore store;
  private final HybridClock clock;
  private final InstantSource wall;
  private final Supplier<Set<String>> peers;
  private final BooleanSupplier settled;
  private final Figures figures;

  /**
   * @param peers the names of the nodes that jobs are noted for
   * @param settled whether clients are served
   */
  Node(
      String name,
      NodeStore store,
      InstantSource wall,
      Supplier<Set<String>> peers,
      BooleanSupplier settled,
      Figures figures) {
    this.name = name;
    this.store = store;
    this.clock = new HybridClock(name, wall, store.latest());
    store.horizon().ifPresent(clock::observe);
    this.wall = wall;
    this.peers = peers;
    this.settled = settled;
    this.figures = figures;
  }

  /**
   * Sets a value. When it returns, the node's own data has it.
   *
   * @param replicated whether it came from a node, so that it goes no further
   */
  void update(Name pair, String value, boolean replicated) {
    write(version -> Entry.live(pair, version, value), replicated);
  }

  /** Removes a pair; false if there is none. */
  boolean remove(Name pair, boolean replicated) {
    return write(version -> Entry.removed(pair, version), replicated);
  }

  private boolean write(Function<Version, Entry> change, boolean replicated) {
    Collection<String> to = replicated ? Set.of() : peers.get();
    for (int attempt = 0; attempt < MAX_TRIES; attempt++) {
      switch (store.write(change.apply(clock.next()), to)) {
        case Applied.Written written -> {
          return true;
        }
        case Applied.Missing missing -> {
          return false;
        }
        case Applied.Older older -> {
          if (older.standing().node().equals(name)) {
            // Two clients at once: this one came first, and was overwritten.
            return true;
          }
          clock.observe(older.standing());
        }
        case Applied.Repeated impossible -> throw unexpected(impossible);
        case Applied.TooOld impossible -> throw unexpected(impossible);
      }
    }
    throw new IllegalStateException("overtaken " + MAX_TRIES + " times");
  }

  private static IllegalStateException unexpected(Applied applied) {
    return new IllegalStateException("a client's write was answered with " + applied);
  }

  /** The value of a pair. */
  Optional<String> find(Name pair) {
    return store.find(pair).map(Entry::value);
  }

  /** The next pairs in order of name; see {@link NodeStore#page}. */
  List<Entry> page(Optional<Name> after) {
    return store.page(after, MAX_NAMES, MAX_BYTES);
  }

  HybridClock clock() {
    return clock;
  }

  @Override
  public void accept(List<Entry> received) {
    List<Entry> entries = credible(received);
    // Before they are stored: whatever is written here after they can be read is later than they.
    entries.forEach(entry -> clock.observe(entry.version()));
    List<Applied> results = store.receive(entries);
    for (int i = 0; i < results.size(); i++) {
      if (results.get(i) instanceof Applied.Older older
          && !older.standing().node().equals(entries.get(i).version().node())) {
        figures.conflict();
      }
    }
  }

  /** Without damaged ones, which must not keep the others of their batch from being taken. */
  private List<Entry> credible(List<Entry> received) {
    List<Entry> entries = received.stream().filter(entry -> entry.version().isCredible()).toList();
    if (entries.size() < received.size()) {
      figures.refused(received.size() - entries.size());
      LOG.warnf("%d entries of an impossible time were refused", received.size() - entries.size());
    }
    return entries;
  }

  /** Takes over what another forgot, after a comparison; what is written here from now is later. */
  void adopt(Version horizon) {
    clock.observe(horizon);
    store.adopt(horizon);
  }

  @Override
  public State state() {
    return new State(settled.getAsBoolean(), wall.instant(), store.horizon(), store.groups());
  }

  @Override
  public Map<String, String> leaves(String group) {
    return store.leaves(group);
  }

  @Override
  public Part entries(List<String> leaves) {
    List<Summary> entries = new ArrayList<>();
    int done = 0;
    while (done < leaves.size() && entries.size() < Part.ENOUGH) {
      entries.addAll(store.leaf(leaves.get(done++)));
    }
    return new Part(done, entries);
  }

  @Override
  public List<Entry> read(List<Name> names) {
    return store.read(names, MAX_BYTES);
  }
}
