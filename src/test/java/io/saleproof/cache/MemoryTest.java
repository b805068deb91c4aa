package io.saleproof.cache;

import static io.saleproof.cache.Things.KEY;
import static io.saleproof.cache.Things.entry;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What an instance holds of things without versions, which change while they are read. */
class MemoryTest {

  private static final long TIME = 1L << 50;

  private final Memory memory = new Memory(1 << 20, new Marks(100));

  @Test
  void answersWithAListThatWasOvertakenButDoesNotKeepIt() {
    memory.changed(KEY, Stamp.at(TIME + 1), true);

    assertThat(memory.admit(KEY, entry(KEY, Stamp.at(TIME)), 0, true)).isTrue();
    assertThat(memory.get(KEY)).isNull();
    assertThat(memory.atLeast(KEY)).as("what the next one has to cover").isEqualTo(TIME + 1);

    assertThat(memory.admit(KEY, entry(KEY, Stamp.at(TIME + 1)), 0, true)).isTrue();
    assertThat(memory.get(KEY)).isNotNull();
  }

  @Test
  void aListGoesNoFurtherBackThanItWasAnswered() {
    memory.admit(KEY, entry(KEY, Stamp.at(TIME + 1)), 0, true);
    memory.changed(KEY, Stamp.at(TIME + 2), false);

    assertThat(memory.admit(KEY, entry(KEY, Stamp.at(TIME)), 0, true)).isFalse();
  }

  @Test
  void whatHasAVersionIsNotAnsweredOnceItHasChanged() {
    memory.changed(KEY, Stamp.of(2, TIME), true);

    assertThat(memory.admit(KEY, entry(KEY, Stamp.of(1, TIME + 1)), 0, true)).isFalse();
  }
}
