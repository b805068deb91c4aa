package io.saleproof.cache;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarksTest {

  private final Marks marks = new Marks(4);

  @Test
  void theNewestIsRememberedWhateverTheOrder() {
    marks.raise(key(1), Stamp.of(5, 50));
    marks.raise(key(1), Stamp.of(4, 60));

    assertThat(marks.forbids(key(1), Stamp.of(4, 99), false)).isTrue();
    assertThat(marks.forbids(key(1), Stamp.of(5, 1), false)).isFalse();
    assertThat(marks.atLeast(key(1))).isEqualTo(50);
    assertThat(marks.forbids(key(2), Stamp.of(0, 0), false)).as("unknown").isFalse();
  }

  @Test
  void ofWhatIsForgottenTheTimeIsKept() {
    marks.raise(key(1), Stamp.of(5, 50));
    for (int i = 2; i < 9; i++) {
      marks.raise(key(i), Stamp.of(1, 10));
    }

    assertThat(marks.of(key(1))).isNull();
    assertThat(marks.forbids(key(1), Stamp.of(4, 49), false)).isTrue();
    assertThat(marks.forbids(key(1), Stamp.of(4, 49), true)).as("from the primary").isFalse();
    assertThat(marks.forbids(key(1), Stamp.of(5, 50), false)).isFalse();
    assertThat(marks.atLeast(key(1))).isEqualTo(50);
  }

  @Test
  void rememberedThingsAreBounded() {
    for (int i = 0; i < 1_000; i++) {
      marks.raise(key(i), Stamp.of(1, i));
    }

    long remembered = 0;
    for (int i = 0; i < 1_000; i++) {
      remembered += marks.of(key(i)) == null ? 0 : 1;
    }
    assertThat(remembered).isBetween(2L, 6L);
    assertThat(marks.of(key(999))).isNotNull();
  }

  private static CacheKey key(int number) {
    return new CacheKey(Things.KIND, "thing " + number);
  }
}
