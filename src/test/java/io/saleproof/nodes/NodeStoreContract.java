package io.saleproof.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of a node does; run against each. */
abstract class NodeStoreContract {

  static final int QUEUE_LIMIT = 5;
  static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

  Instant now = START;
  NodeStore store;

  /** An empty store that reads the time from {@link #now}. */
  abstract NodeStore open();

  @BeforeEach
  void openStore() {
    store = open();
  }

  static Version at(long tick) {
    return new Version(tick, 0, "n1");
  }

  static Entry live(String name, long tick, String value) {
    return Entry.live(new Name(name), at(tick), value);
  }

  static Entry removed(String name, long tick) {
    return Entry.removed(new Name(name), at(tick));
  }

  Applied receive(Entry entry) {
    return store.receive(List.of(entry)).getFirst();
  }

  List<String> queued(String peer) {
    return store.jobs(peer, 100, 1 << 20).stream().map(entry -> entry.name().text()).toList();
  }

  @Test
  void replacesOnlyByWhatIsNewer() {
    assertThat(receive(live("a", 5, "five"))).isEqualTo(new Applied.Written());
    assertThat(receive(live("a", 4, "four"))).isEqualTo(new Applied.Older(at(5)));
    assertThat(receive(live("a", 5, "five"))).isEqualTo(new Applied.Repeated());
    assertThat(store.find(new Name("a"))).contains(live("a", 5, "five"));
    assertThat(receive(live("a", 6, "six"))).isEqualTo(new Applied.Written());
    assertThat(store.find(new Name("a"))).contains(live("a", 6, "six"));
  }

  @Test
  void decidesBetweenNodesOfOneTimeByTheirNames() {
    Entry low = Entry.live(new Name("a"), new Version(5, 1, "n1"), "low");
    Entry high = Entry.live(new Name("a"), new Version(5, 1, "n2"), "high");
    receive(low);
    assertThat(receive(high)).isEqualTo(new Applied.Written());
    assertThat(receive(low)).isEqualTo(new Applied.Older(high.version()));
    assertThat(store.find(new Name("a"))).contains(high);
  }

  @Test
  void choosesTheSameOfTwoContentsOfOneVersionInAnyOrder() {
    List<Entry> contents = List.of(live("a", 5, "x"), live("a", 5, "y"), removed("a", 5));
    for (Entry first : contents) {
      for (Entry second : contents) {
        NodeStore one = open();
        one.receive(List.of(first, second));
        Optional<Entry> found = one.find(new Name("a"));
        NodeStore other = open();
        other.receive(List.of(second, first));
        assertThat(other.find(new Name("a"))).isEqualTo(found);
      }
    }
  }

  @Test
  void keepsATombstoneThatHidesThePair() {
    receive(live("a", 5, "five"));
    assertThat(receive(removed("a", 6))).isEqualTo(new Applied.Written());
    assertThat(store.find(new Name("a"))).contains(removed("a", 6));
    assertThat(store.page(Optional.empty(), 10, 1000)).isEmpty();
    assertThat(receive(live("a", 5, "five"))).isEqualTo(new Applied.Older(at(6)));
  }

  @Test
  void removesForAClientOnlyWhatIsThere() {
    assertThat(store.write(removed("a", 1), Set.of("n2"))).isEqualTo(new Applied.Missing());
    store.write(live("a", 2, "two"), Set.of());
    assertThat(store.write(removed("a", 3), Set.of("n2"))).isEqualTo(new Applied.Written());
    assertThat(store.write(removed("a", 4), Set.of("n2"))).isEqualTo(new Applied.Missing());
    assertThat(queued("n2")).containsExactly("a");
  }

  @Test
  void notesAJobForEachPeerWithAClientsWriteAndNoneWithAReceivedOne() {
    store.write(live("a", 1, "one"), Set.of("n2", "n3"));
    receive(live("b", 2, "two"));
    assertThat(queued("n2")).containsExactly("a");
    assertThat(queued("n3")).containsExactly("a");
  }

  @Test
  void endsAJobOnlyForTheVersionThatWasDelivered() {
    store.write(live("a", 1, "one"), Set.of("n2"));
    List<Entry> sent = store.jobs("n2", 10, 1000);
    store.write(live("a", 2, "two"), Set.of("n2"));
    store.delivered("n2", sent);
    assertThat(store.jobs("n2", 10, 1000)).containsExactly(live("a", 2, "two"));
    store.delivered("n2", store.jobs("n2", 10, 1000));
    assertThat(store.jobs("n2", 10, 1000)).isEmpty();
    assertThat(store.backlog("n2")).isEqualTo(NodeStore.Backlog.NONE);
  }

  @Test
  void deliversTheLongestWaitingFirstAndTellsSinceWhen() {
    store.write(live("b", 1, "one"), Set.of("n2"));
    now = START.plusSeconds(7);
    store.write(live("a", 2, "two"), Set.of("n2"));
    store.write(live("b", 3, "three"), Set.of("n2"));
    assertThat(queued("n2")).containsExactly("b", "a");
    assertThat(store.backlog("n2")).isEqualTo(new NodeStore.Backlog(2, Optional.of(START)));
  }

  @Test
  void dropsTheJobsOfAPeerBeyondTheBoundAndKnowsThatItIsBehind() {
    for (int i = 0; i <= QUEUE_LIMIT; i++) {
      store.write(live("a" + i, i, "x"), Set.of("n2"));
    }
    assertThat(store.backlog("n2").jobs()).isEqualTo(1);
    assertThat(store.behind()).containsExactly("n2");
    store.comparing("n2");
    assertThat(store.behind()).containsExactly("n2");
    store.compared("n2", START);
    assertThat(store.behind()).isEmpty();
    assertThat(store.comparisons()).containsEntry("n2", START);
  }

  @Test
  void remembersWhatWasDroppedWhileAComparisonRan() {
    store.dropJobs("n2");
    store.comparing("n2");
    store.dropJobs("n2");
    store.compared("n2", START);
    assertThat(store.behind()).containsExactly("n2");
    store.comparing("n2");
    store.compared("n2", START);
    assertThat(store.behind()).isEmpty();
  }

  @Test
  void givesPagesInOrderOfCodePoints() {
    // U+FFFD comes before U+1F600, though its UTF-16 units come after.
    List<String> names =
        List.of("A", "B", "a", "a\u0000", "ab", "\u00e4", "\uFFFD", "\uD83D\uDE00");
    List<String> mixed = new ArrayList<>(names);
    java.util.Collections.reverse(mixed);
    mixed.forEach(name -> receive(live(name, 1, "value of " + name)));
    List<String> found = new ArrayList<>();
    Optional<Name> after = Optional.empty();
    for (List<Entry> page = store.page(after, 3, 1000);
        !page.isEmpty();
        page = store.page(after, 3, 1000)) {
      page.forEach(entry -> found.add(entry.name().text()));
      assertThat(page).allMatch(entry -> ("value of " + entry.name()).equals(entry.value()));
      after = Optional.of(page.getLast().name());
    }
    assertThat(found).isEqualTo(names);
  }

  @Test
  void endsPagesEarlyWhenTheValuesAreLarge() {
    String large = "x".repeat(400);
    List.of("a", "b", "c", "d").forEach(name -> receive(live(name, 1, large)));
    assertThat(store.page(Optional.empty(), 10, 500)).hasSize(2);
    assertThat(store.page(Optional.empty(), 10, 1)).hasSize(1);
    assertThat(store.read(List.of(new Name("a"), new Name("-"), new Name("b")), 500)).hasSize(2);
  }

  @Test
  void keepsTheLargestNamesAndValues() {
    Entry largest = live("\u20ac".repeat(341) + "x", 1, "\u00fc".repeat(1 << 19));
    receive(largest);
    assertThat(store.find(largest.name())).contains(largest);
  }

  @Test
  void hasTheSameDigestsForTheSameEntriesWhateverTheirPast() {
    receive(live("a", 1, "one"));
    receive(live("b", 2, "two"));
    receive(removed("b", 3));
    receive(live("a", 4, "four"));
    NodeStore other = open();
    other.receive(List.of(removed("b", 3), live("a", 4, "four")));
    assertThat(other.groups()).isEqualTo(store.groups()).isNotEmpty();
    String leaf = Digests.leaf(new Name("a"));
    String group = leaf.substring(0, Digests.GROUP_DIGITS);
    assertThat(other.leaves(group)).isEqualTo(store.leaves(group)).containsKey(leaf);
    assertThat(store.leaf(leaf)).contains(live("a", 4, "four").summary());
    other.receive(List.of(live("a", 5, "four")));
    assertThat(other.groups()).isNotEqualTo(store.groups());
  }

  @Test
  void dropsOldTombstonesAndBelievesNothingThatIsAsOld() {
    receive(live("kept", 3, "x"));
    receive(removed("old", 5));
    now = START.plus(Duration.ofDays(1));
    receive(removed("young", 6));
    assertThat(store.purge(START.plusSeconds(1), 10)).isEqualTo(1);
    assertThat(store.horizon()).contains(at(5));
    assertThat(store.find(new Name("old"))).isEmpty();
    assertThat(store.find(new Name("young"))).isPresent();
    assertThat(receive(live("old", 4, "back"))).isEqualTo(new Applied.TooOld());
    assertThat(receive(live("old", 5, "back"))).isEqualTo(new Applied.TooOld());
    assertThat(receive(live("kept", 4, "y"))).isEqualTo(new Applied.Written());
    assertThat(receive(live("old", 7, "new"))).isEqualTo(new Applied.Written());
  }

  @Test
  void leavesNoTraceInTheDigestsOfWhatWasDroppedOrForgotten() {
    receive(removed("a", 1));
    receive(live("b", 2, "two"));
    store.purge(START.plusSeconds(1), 10);
    store.discard(List.of(live("b", 1, "two").summary()));
    assertThat(store.find(new Name("b"))).isPresent();
    store.discard(List.of(live("b", 2, "two").summary()));
    assertThat(store.find(new Name("b"))).isEmpty();
    assertThat(store.groups()).isEmpty();
    assertThat(store.page(Optional.empty(), 10, 100)).isEmpty();
  }

  @Test
  void movesTheHorizonOnlyForward() {
    store.adopt(at(5));
    store.adopt(at(4));
    assertThat(store.horizon()).contains(at(5));
  }

  @Test
  void knowsTheLatestVersionThatEverStood() {
    assertThat(store.latest()).isEmpty();
    receive(live("a", 9, "x"));
    receive(live("b", 3, "x"));
    assertThat(store.latest()).contains(at(9));
  }

  @Test
  void remembersMembersUntilTheyAreForgotten() {
    Peer old = new Peer("n2", URI.create("http://127.0.0.1:1"));
    Peer moved = new Peer("n2", URI.create("http://127.0.0.1:2"));
    Peer other = new Peer("n3", URI.create("http://127.0.0.1:3"));
    store.listed(List.of(old, other), START, Instant.EPOCH);
    store.listed(List.of(moved), START.plusSeconds(5), Instant.EPOCH);
    assertThat(store.members())
        .isEqualTo(java.util.Map.of(moved, START.plusSeconds(5), other, START));
    store.listed(List.of(moved), START.plusSeconds(9), START.plusSeconds(1));
    assertThat(store.members()).containsOnlyKeys(moved);
  }

  @Test
  void takesManyEntriesAtOnceInTheirOrder() {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      entries.add(live("a" + i % 50, i, "v" + i));
    }
    assertThat(store.receive(entries)).allMatch(Applied.Written.class::isInstance);
    TreeMap<String, String> found = new TreeMap<>();
    store
        .page(Optional.empty(), 100, 100_000)
        .forEach(entry -> found.put(entry.name().text(), entry.value()));
    assertThat(found).hasSize(50).containsEntry("a0", "v250").containsEntry("a49", "v299");
  }
}
