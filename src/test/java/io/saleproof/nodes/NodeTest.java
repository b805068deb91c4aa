package io.saleproof.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A node's clock among clocks that are far off, and what it takes from damaged messages. */
class NodeTest {

  private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");
  private static final Duration LIFE = Duration.ofDays(7);
  private static final Name PAIR = new Name("a");
  private static final int ALL_JOBS = 1_000;

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private Instant now = START;

  private final class Member {
    private final String name;
    private final InstantSource wall;
    private final MemoryStore store;
    private Node node;

    private Member(String name, Duration skew) {
      this.name = name;
      this.wall = () -> now.plus(skew);
      this.store = new MemoryStore(wall, ALL_JOBS);
      start();
    }

    private void start() {
      node = new Node(name, store, wall, Set::of, () -> true, new Figures(meters));
    }

    private void compareWith(Member other) {
      new Comparison(node, store, wall, LIFE, () -> {}).with(other.name, other.node);
    }

    private void dropTombstones() {
      new Tombstones(name, store, wall, LIFE).drop();
    }

    private Optional<String> value(Name pair) {
      return node.find(pair);
    }
  }

  private static Entry at(long millis, String value) {
    return Entry.live(PAIR, new Version(millis, Version.MAX_COUNT, "n9"), value);
  }

  @Test
  void goesOnWritingAfterTheLatestTimeThatItBelieves() {
    Member member = new Member("n1", Duration.ZERO);
    member.node.accept(List.of(at((1L << 47) - 1, "far ahead")));
    assertThat(member.value(PAIR)).contains("far ahead");
    member.node.update(PAIR, "later", false);
    assertThat(member.value(PAIR)).contains("later");
    assertThat(member.node.remove(PAIR, false)).isTrue();
  }

  @Test
  void refusesImpossibleTimesWithoutTheRestOfTheirBatch() {
    Member member = new Member("n1", Duration.ZERO);
    Entry sound = Entry.live(new Name("b"), new Version(START.toEpochMilli(), 0, "n9"), "sound");
    member.node.accept(List.of(at(Version.MAX_MILLIS, "poison"), sound));
    assertThat(member.value(PAIR)).isEmpty();
    assertThat(member.value(sound.name())).contains("sound");
    member.node.update(PAIR, "one", false);
    member.node.update(PAIR, "two", false);
    assertThat(member.value(PAIR)).contains("two");
    assertThat(meters.counter("nodes.refused").count()).isEqualTo(1);
  }

  @Test
  void writesLaterThanAllThatItHasReceivedOfAnyName() {
    Member member = new Member("n1", Duration.ZERO);
    Version ahead = new Version(START.plus(Duration.ofMinutes(10)).toEpochMilli(), 3, "n9");
    member.node.accept(List.of(Entry.live(new Name("b"), ahead, "of a clock that is ahead")));
    member.node.update(PAIR, "later", false);
    assertThat(member.store.find(PAIR).orElseThrow().version()).isGreaterThan(ahead);
  }

  @Test
  void hasAndGivesEverythingAfterOneComparison() {
    Member one = new Member("n1", Duration.ZERO);
    Member other = new Member("n2", Duration.ofMinutes(-10));
    one.node.update(PAIR, "removed at n2", false);
    one.node.update(new Name("b"), "removed at n1", false);
    one.compareWith(other);
    one.node.update(new Name("c"), "of n1", false);
    one.node.remove(new Name("b"), false);
    other.node.update(new Name("d"), "of n2", false);
    other.node.remove(PAIR, false);
    one.compareWith(other);
    for (Member member : List.of(one, other)) {
      assertThat(member.node.page(Optional.empty()))
          .as(member.name)
          .extracting(Entry::value)
          .containsExactly("of n1", "of n2");
    }
  }

  @Test
  void comparesRangesThatDoNotFitIntoOneAnswer() {
    Member one = new Member("n1", Duration.ZERO);
    Member other = new Member("n2", Duration.ZERO);
    List<Name> ofOneGroup =
        IntStream.iterate(0, i -> i + 1)
            .mapToObj(i -> new Name("name-" + i))
            .filter(name -> Digests.leaf(name).startsWith("7f"))
            .limit(Neighbour.Part.ENOUGH + 200)
            .toList();
    ofOneGroup.forEach(name -> other.node.update(name, "v", false));
    one.compareWith(other);
    assertThat(one.store.page(Optional.empty(), 2 * ofOneGroup.size(), 1 << 20))
        .hasSameSizeAs(ofOneGroup);
    assertThat(one.store.groups()).isEqualTo(other.store.groups());
  }

  @Test
  void dropsWhatWasRemovedWhileItWasAwayForLongerThanTombstonesLive() {
    Member old = new Member("n1", Duration.ZERO);
    Member away = new Member("n2", Duration.ZERO);
    old.node.update(PAIR, "removed meanwhile", false);
    old.compareWith(away);
    old.node.remove(PAIR, false);
    now = now.plus(LIFE).plusSeconds(1);
    old.dropTombstones();
    away.compareWith(old);
    assertThat(away.value(PAIR)).isEmpty();
    assertThat(old.value(PAIR)).isEmpty();
  }

  @Test
  void keepsTombstonesWhileItIsCutOffFromTheMajority() {
    Member cutOff = new Member("n1", Duration.ZERO);
    Member second = new Member("n2", Duration.ZERO);
    Member third = new Member("n3", Duration.ZERO);
    List<Peer> all =
        Stream.of("n1", "n2", "n3")
            .map(name -> new Peer(name, URI.create("http://" + name + ":1")))
            .toList();
    List.of(cutOff, second, third).forEach(member -> member.store.listed(all, now, Instant.EPOCH));
    cutOff.node.update(PAIR, "removed", false);
    second.node.update(new Name("kept"), "older than the removal", false);
    now = now.plusSeconds(1);
    cutOff.node.remove(PAIR, false);
    now = now.plus(LIFE).plusSeconds(1);
    cutOff.dropTombstones();
    cutOff.compareWith(second);
    assertThat(cutOff.value(new Name("kept"))).contains("older than the removal");
    cutOff.compareWith(third);
    now = now.plus(LIFE).plusSeconds(1);
    cutOff.compareWith(second);
    cutOff.dropTombstones();
    assertThat(cutOff.store.find(PAIR)).isEmpty();
  }

  @Test
  void isBelievedAfterItHasJoinedHoweverFarItsClockIsBehind() {
    Member old = new Member("n1", Duration.ZERO);
    old.node.update(PAIR, "removed long ago", false);
    old.node.remove(PAIR, false);
    now = now.plus(LIFE).plusSeconds(1);
    old.dropTombstones();
    assertThat(old.store.horizon()).isPresent();
    Member late = new Member("n2", Duration.ofDays(-400));
    late.compareWith(old);
    late.node.update(PAIR, "new", false);
    late.compareWith(old);
    assertThat(old.value(PAIR)).contains("new");
    assertThat(late.value(PAIR)).contains("new");
  }

  @Test
  void isBelievedAfterARestartHoweverFarItsClockHasGoneBack() {
    Member old = new Member("n1", Duration.ZERO);
    old.node.update(PAIR, "removed long ago", false);
    old.node.remove(PAIR, false);
    now = now.plus(LIFE).plusSeconds(1);
    old.dropTombstones();
    Member late = new Member("n2", Duration.ofDays(-400));
    late.compareWith(old);
    late.start();
    late.node.update(PAIR, "new", false);
    late.compareWith(old);
    assertThat(old.value(PAIR)).contains("new");
  }
}
