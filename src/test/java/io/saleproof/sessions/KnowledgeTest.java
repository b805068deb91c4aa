package io.saleproof.sessions;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What the checker takes for a breach, and of what. */
class KnowledgeTest {

  private final Knowledge knowledge = new Knowledge();

  @Test
  void whoKnowsNothingMayBeShownAnything() {
    assertThat(knowledge.brokenBy("p1", 0)).isEmpty();
    assertThat(knowledge.least("p1")).isZero();
  }

  @Test
  void olderThanWrittenIsNoReadOfOnesWrites() {
    knowledge.wrote("p1", 3);

    assertThat(knowledge.brokenBy("p1", 2)).contains(Guarantee.READ_YOUR_WRITES);
    assertThat(knowledge.brokenBy("p1", 3)).isEmpty();
    assertThat(knowledge.brokenBy("p1", 4)).isEmpty();
  }

  @Test
  void olderThanShownIsNoMonotonicRead() {
    knowledge.wrote("p1", 3);
    knowledge.read("p1", 4);
    knowledge.read("p1", 2);

    assertThat(knowledge.brokenBy("p1", 3)).contains(Guarantee.MONOTONIC_READS);
  }

  @Test
  void whoReadsAWriteMustSeeWhatItsWriterHadWrittenAndSeen() {
    Knowledge writer = new Knowledge();
    writer.wrote("p1", 3);
    writer.read("s1", 7);
    knowledge.follow(writer.dependencies());

    assertThat(knowledge.brokenBy("p1", 2)).contains(Guarantee.MONOTONIC_WRITES);
    assertThat(knowledge.brokenBy("s1", 6)).contains(Guarantee.WRITES_FOLLOW_READS);
    assertThat(knowledge.brokenBy("p1", 3)).isEmpty();
  }

  @Test
  void dependenciesGoOnFromClientToClient() {
    Knowledge first = new Knowledge();
    first.wrote("p1", 3);
    Knowledge second = new Knowledge();
    second.follow(first.dependencies());
    knowledge.follow(second.dependencies());

    assertThat(knowledge.brokenBy("p1", 2)).contains(Guarantee.WRITES_FOLLOW_READS);
  }

  @Test
  void versionWithTwoContentsIsALostWrite() {
    Breaches breaches = new Breaches();
    Book book = new Book(breaches);
    book.content("p1", 1, "one");
    book.content("p1", 1, "one");
    assertThat(breaches.told()).isEmpty();

    book.content("p1", 1, "another");
    assertThat(breaches.of(Guarantee.NOTHING_LOST)).isEqualTo(1);
  }
}
