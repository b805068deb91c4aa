package io.saleproof.history;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.orders.Cut;
import io.saleproof.orders.OrderLine;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Letters are lines; a bar is where the file may have been cut. */
class AlignmentTest {

  private static final Alignment KNOWN = new Alignment.Known();
  private static final Alignment DIFFERS = new Alignment.Differs();

  @Test
  void knowsTheSameLinesAgain() {
    assertThat(of("abc", "abc")).isEqualTo(KNOWN);
    assertThat(of("aab", "aab")).isEqualTo(KNOWN);
  }

  @Test
  void tellsOtherLinesApart() {
    assertThat(of("abc", "abd")).isEqualTo(DIFFERS);
    assertThat(of("abc", "ab")).isEqualTo(DIFFERS);
    assertThat(of("abc", "abcd")).isEqualTo(DIFFERS);
    assertThat(of("abc", "bc")).isEqualTo(DIFFERS);
    assertThat(of("ab", "ba")).isEqualTo(DIFFERS);
    assertThat(of("aa", "a")).isEqualTo(DIFFERS);
    assertThat(of("|ab|", "|cd|")).isEqualTo(DIFFERS);
  }

  @Test
  void knowsAPartOfWhatIsStored() {
    assertThat(of("abc", "ab|")).isEqualTo(KNOWN);
    assertThat(of("abc", "|bc")).isEqualTo(KNOWN);
    assertThat(of("abc", "|b|")).isEqualTo(KNOWN);
  }

  @Test
  void goesOnWhereACutFileEnded() {
    assertThat(of("ab|", "abcd")).isEqualTo(longer("abcd"));
    assertThat(of("ab|", "|bcd|")).isEqualTo(longer("abcd|"));
    assertThat(of("a|", "aa")).isEqualTo(longer("aa"));
  }

  @Test
  void putsBeforeWhatACutFileLacked() {
    assertThat(of("|cd", "abcd")).isEqualTo(longer("abcd"));
    assertThat(of("|cd", "|bc|")).isEqualTo(longer("|bcd"));
    assertThat(of("|bc|", "abcd")).isEqualTo(longer("abcd"));
  }

  @Test
  void doesNotJoinPartsThatDoNotOverlap() {
    assertThat(of("ab|", "|cd")).isEqualTo(DIFFERS);
  }

  @Test
  void neverMakesAnInvoiceLongerThanAllowed() {
    String most = "x".repeat(Invoice.MAX_LINES);
    assertThat(of("b" + most.substring(1) + "|", "|" + most)).isEqualTo(DIFFERS);
  }

  private static Alignment of(String stored, String read) {
    return Alignment.of(lines(stored), cut(stored), lines(read), cut(read));
  }

  private static Alignment longer(String all) {
    return new Alignment.Longer(lines(all), cut(all));
  }

  private static Cut cut(String written) {
    return new Cut(written.startsWith("|"), written.endsWith("|"));
  }

  private static List<OrderLine> lines(String written) {
    return written
        .replace("|", "")
        .chars()
        .mapToObj(c -> Character.toString(c))
        .map(name -> OrderLine.of(new Sku("S"), name, 1, new Money(1, "GBP"), 0))
        .toList();
  }
}
