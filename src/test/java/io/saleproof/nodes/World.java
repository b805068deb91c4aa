package io.saleproof.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Five nodes with clocks that differ by up to ten minutes, on a network that loses, repeats, delays
 * and reorders what is sent, and can be cut; beside them the model: each acknowledged write, and
 * which writes were seen by the client's node when it overwrote them.
 */
final class World {

  static final int NODES = 5;
  static final Duration TOMBSTONE_LIFE = Duration.ofDays(1);

  private static final int[] SKEW_MINUTES = {0, 10, -10, 7, -3};

  /** One node's past that outlives its crashes, and its present that does not. */
  final class Member {
    final String name;
    final MemoryStore store;
    final Duration skew;
    Node node;

    Member(int index, int queueLimit) {
      name = "n" + index;
      skew = Duration.ofMinutes(SKEW_MINUTES[index]);
      store = new MemoryStore(this::wall, queueLimit);
      start();
    }

    Instant wall() {
      return now.plus(skew);
    }

    void start() {
      node = new Node(name, store, this::wall, () -> others(name), () -> true, new Figures(METERS));
    }

    Comparison comparison() {
      return new Comparison(node, store, this::wall, TOMBSTONE_LIFE, () -> {});
    }

    Tombstones tombstones() {
      return new Tombstones(name, store, this::wall, TOMBSTONE_LIFE);
    }
  }

  private static final SimpleMeterRegistry METERS = new SimpleMeterRegistry();

  final List<Member> members = new ArrayList<>();
  final Map<Name, Entry> newest = new HashMap<>();
  private final Set<Version> overwritten = new HashSet<>();
  private final boolean[][] cut = new boolean[NODES][NODES];
  private final List<Runnable> late = new ArrayList<>();
  private final Random chance;
  Instant now = Instant.parse("2026-03-01T10:00:00Z");
  private int values;
  private boolean faulty = true;

  World(long seed, int queueLimit) {
    chance = new Random(seed);
    for (int i = 0; i < NODES; i++) {
      members.add(new Member(i, queueLimit));
    }
    List<Peer> peers =
        members.stream()
            .map(member -> new Peer(member.name, URI.create("http://" + member.name + ":1")))
            .toList();
    members.forEach(member -> member.store.listed(peers, member.wall(), Instant.EPOCH));
  }

  private static Set<String> others(String name) {
    return IntStream.range(0, NODES)
        .mapToObj(i -> "n" + i)
        .filter(other -> !other.equals(name))
        .collect(Collectors.toSet());
  }

  void update(int at, Name pair) {
    String value = "v" + values++;
    client(at, pair, () -> members.get(at).node.update(pair, value, false));
  }

  void remove(int at, Name pair) {
    client(at, pair, () -> members.get(at).node.remove(pair, false));
  }

  private void client(int at, Name pair, Runnable request) {
    MemoryStore store = members.get(at).store;
    Optional<Entry> before = store.find(pair);
    request.run();
    Optional<Entry> after = store.find(pair);
    if (!after.equals(before)) {
      before.map(Entry::version).ifPresent(overwritten::add);
      newest.merge(
          pair,
          after.orElseThrow(),
          (one, other) -> one.version().compareTo(other.version()) > 0 ? one : other);
    }
  }

  void crash(int at) {
    members.get(at).start();
  }

  void cut(int one, int other, boolean severed) {
    cut[one][other] = severed;
    cut[other][one] = severed;
  }

  boolean deliver(int from, int to) {
    Member sender = members.get(from);
    try {
      return new Delivery(sender.store, members.get(to).name, link(from, to)).deliver() > 0;
    } catch (Neighbour.Unreachable lost) {
      return false;
    }
  }

  Optional<Comparison.Result> compare(int from, int to) {
    try {
      return Optional.of(members.get(from).comparison().with(members.get(to).name, link(from, to)));
    } catch (Neighbour.Unreachable lost) {
      return Optional.empty();
    }
  }

  /** What was delayed arrives, in any order. */
  void arrive() {
    Collections.shuffle(late, chance);
    List<Runnable> arriving = List.copyOf(late);
    late.clear();
    arriving.forEach(Runnable::run);
  }

  void heal() {
    for (boolean[] row : cut) {
      java.util.Arrays.fill(row, false);
    }
    faulty = false;
    arrive();
  }

  void compareAll() {
    for (int from = 0; from < NODES; from++) {
      for (int to = 0; to < NODES; to++) {
        if (from != to) {
          compare(from, to);
        }
      }
    }
  }

  void deliverAll() {
    for (int from = 0; from < NODES; from++) {
      for (int to = 0; to < NODES; to++) {
        while (from != to && deliver(from, to)) {
          // Until the queue is empty.
        }
      }
    }
  }

  Map<String, String> dump(int at) {
    Map<String, String> pairs = new LinkedHashMap<>();
    Optional<Name> after = Optional.empty();
    for (List<Entry> page = members.get(at).node.page(after);
        !page.isEmpty();
        page = members.get(at).node.page(after)) {
      page.forEach(entry -> pairs.put(entry.name().text(), entry.value()));
      after = Optional.of(page.getLast().name());
    }
    return pairs;
  }

  void assertAllHoldTheSamePairs() {
    for (int i = 1; i < NODES; i++) {
      assertThat(dump(i)).as("dump of n%d beside n0's", i).isEqualTo(dump(0));
    }
  }

  /** Nothing lost, nothing back: what stands is the last of what clients were told. */
  void assertAllHoldTheNewestAcknowledgedWrites() {
    Map<String, String> expected = new HashMap<>();
    newest.forEach(
        (name, entry) -> {
          if (!entry.removed()) {
            expected.put(name.text(), entry.value());
          }
        });
    for (int i = 0; i < NODES; i++) {
      assertThat(dump(i)).as("dump of n%d", i).isEqualTo(expected);
    }
  }

  /** No write stands that a client has overwritten where it was seen. */
  void assertNothingOverwrittenStands() {
    for (Member member : members) {
      for (Name name : newest.keySet()) {
        assertThat(member.store.find(name).map(Entry::version))
            .as("what stands for %s at %s", name, member.name)
            .isNotIn(overwritten.stream().map(Optional::of).toList());
      }
    }
  }

  Neighbour link(int from, int to) {
    return new Link(from, to);
  }

  /** A request and its answer, each of which may get lost or late. */
  private final class Link implements Neighbour {
    private final int from;
    private final int to;

    private Link(int from, int to) {
      this.from = from;
      this.to = to;
    }

    private void travel(boolean lost) {
      if (cut[from][to] || lost) {
        throw new Unreachable(members.get(to).name, new Exception("lost"));
      }
    }

    private boolean by(int percent) {
      return faulty && chance.nextInt(100) < percent;
    }

    private Node there() {
      travel(by(5));
      return members.get(to).node;
    }

    @Override
    public void accept(List<Entry> entries) {
      if (by(15)) {
        late.add(() -> members.get(to).node.accept(entries));
        throw new Unreachable(members.get(to).name, new Exception("late"));
      }
      there().accept(entries);
      if (by(15)) {
        late.add(() -> members.get(to).node.accept(entries));
      }
      travel(by(15));
    }

    @Override
    public State state() {
      return there().state();
    }

    @Override
    public Map<String, String> leaves(String group) {
      return there().leaves(group);
    }

    @Override
    public Part entries(List<String> leaves) {
      return there().entries(leaves);
    }

    @Override
    public List<Entry> read(List<Name> names) {
      return there().read(names);
    }
  }
}
