package io.saleproof.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class PreferencesTest {

  private static Preferences parse(String... headers) {
    return Preferences.parse(List.of(headers));
  }

  private static Optional<Duration> seconds(long seconds) {
    return Optional.of(Duration.ofSeconds(seconds));
  }

  @Test
  void readsAllOfOneHeader() {
    assertThat(parse("wait=3, handling=strict,consistency=eventual"))
        .isEqualTo(new Preferences(seconds(3), true, true));
  }

  @Test
  void readsAllOfManyHeaders() {
    assertThat(parse("wait=3", "handling=strict"))
        .isEqualTo(new Preferences(seconds(3), true, false));
  }

  @Test
  void passesOverWhatIsUnknownWithItsParameters() {
    assertThat(
            parse("respond-async, foo; bar=\"a, wait=9\"; x, WAIT = \"2\" ; p=1, return=minimal"))
        .isEqualTo(new Preferences(seconds(2), false, false));
  }

  @Test
  void firstOfTwoCounts() {
    assertThat(parse("handling=lenient, wait=1", "handling=strict, wait=2"))
        .isEqualTo(new Preferences(seconds(1), false, false));
  }

  @Test
  void cutsALongWait() {
    assertThat(parse("wait=3600").longestWait()).contains(Preferences.MAX_WAIT);
    assertThat(parse("wait=0").longestWait()).contains(Duration.ZERO);
  }

  @Test
  void malformedOnesCountForNothing() {
    assertThat(parse("wait=-1, handling, handling=, consistency=\"eventual, wait=5"))
        .isEqualTo(Preferences.NONE);
    assertThat(parse("wait=1.5")).isEqualTo(Preferences.NONE);
    assertThat(parse("wait=99999999999999999999")).isEqualTo(Preferences.NONE);
    assertThat(parse("wait 5, =5, ,;, wait==5")).isEqualTo(Preferences.NONE);
  }

  @Test
  void readsNoMoreThanItsBounds() {
    String many = "a%d, ".repeat(Preferences.MAX_PREFERENCES).formatted(numbers());
    assertThat(parse(many + "handling=strict")).isEqualTo(Preferences.NONE);
    assertThat(parse("x=" + "y".repeat(Preferences.MAX_CHARS), "handling=strict"))
        .isEqualTo(Preferences.NONE);
  }

  private static Object[] numbers() {
    Object[] numbers = new Object[Preferences.MAX_PREFERENCES];
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] = i;
    }
    return numbers;
  }

  @Property
  void survivesAnyText(
      @ForAll @Size(max = 4)
          List<
                  @Chars({'"', '\\', ',', ';', '=', ' ', '\t'}) @CharRange(from = 'a', to = 'f')
                  @StringLength(max = 60) String>
              headers) {
    assertThat(Preferences.parse(headers).longestWait()).isEmpty();
  }
}
