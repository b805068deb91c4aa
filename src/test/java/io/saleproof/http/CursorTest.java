package io.saleproof.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class CursorTest {

  private static final List<Class<?>> TYPES = List.of(String.class, Long.class);

  @Property(tries = 500)
  void givesBackWhatItWasMadeOf(
      @ForAll @StringLength(max = 100) String key, @ForAll long number, @ForAll String list) {
    if (PlainText.Validator.isWellFormed(key) && PlainText.Validator.isWellFormed(list)) {
      Cursor cursor = new Cursor(List.of(key, number));

      assertThat(Cursor.decode(cursor.encode(list), list, TYPES)).isEqualTo(cursor);
    }
  }

  @Property(tries = 300)
  void anyOtherTextIsRefusedNotFailedOn(@ForAll String text) {
    assertThatThrownBy(() -> Cursor.decode(text, "list", TYPES))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal -> assertThat(refusal.problem().code()).isEqualTo(ProblemCode.INVALID_CURSOR));
  }

  @Test
  void isOfOneListAndItsKindsOfKeysOnly() {
    String cursor = new Cursor(List.of("a", 1L)).encode("list");

    assertThatThrownBy(() -> Cursor.decode(cursor, "other", TYPES))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> Cursor.decode(cursor, "list", List.of(Long.class, String.class)))
        .isInstanceOf(ProblemException.class);
    assertThatThrownBy(() -> Cursor.decode(cursor, "list", List.of(String.class)))
        .isInstanceOf(ProblemException.class);
  }
}
