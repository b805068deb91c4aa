package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A replay against a shop that is right, and against shops with planted mistakes. */
class ReplayRunTest {

  private static final int INVOICES = 80;
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

  private final InvoicesFixture.Kept kept = new InvoicesFixture.Kept();

  private ReplayReport play(ShopApi shop, boolean create, List<Invoice> invoices) {
    return play(shop, "r1", create, invoices);
  }

  private ReplayReport play(ShopApi shop, String run, boolean create, List<Invoice> invoices) {
    return new ReplayRun(
            new ReplayRun.Settings(4, 1, run, create),
            shop,
            () -> shop,
            kept.terminal(false),
            CLOCK)
        .play(new InvoiceFile.Sales(invoices, Map.of(), 0));
  }

  @Test
  void findsARightShopRight() {
    ReplayReport report = play(new FakeShop(), false, InvoicesFixture.invoices(INVOICES));
    assertThat(report.checks()).flatExtracting(Check::mistakes).isEmpty();
    assertThat(report.holds()).isTrue();
    assertThat(report.placed() + report.refusedForStock()).isEqualTo(INVOICES);
    assertThat(report.refusedForStock()).isPositive();
    assertThat(report.paid()).isPositive();
    assertThat(report.cancelled()).isPositive();
    assertThat(report.sentTwice()).isEqualTo(INVOICES / 10);
    assertThat(report.unitsReceived()).isLessThan(report.unitsAsked());
  }

  @Test
  void reckonsFromWhatWasThereBefore() {
    FakeShop shop = new FakeShop();
    List<Invoice> invoices = InvoicesFixture.invoices(INVOICES);
    assertThat(play(shop, "first", false, invoices).holds()).isTrue();
    ReplayReport second = play(shop, "second", false, invoices);
    assertThat(second.checks()).flatExtracting(Check::mistakes).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void findsEveryPlantedMistake(FakeShop.Fault fault) {
    ReplayReport report = play(new FakeShop(fault), false, InvoicesFixture.invoices(INVOICES));
    assertThat(report.holds()).isFalse();
    assertThat(report.text()).contains("BROKEN");
    assertThat(report.checks()).flatExtracting(Check::mistakes).asString().contains(trace(fault));
  }

  private static String trace(FakeShop.Fault fault) {
    return switch (fault) {
      case DOUBLES_AN_ORDER -> "is one too many";
      case LOSES_AN_ORDER -> "was placed and is gone";
      case SKIPS_A_NUMBER -> "was due";
      case SELLS_A_UNIT_TOO_MANY -> "units left the stock";
      case LEAKS_A_HOLD -> "in unpaid orders";
      case FORGETS_A_PAYMENT -> "is placed, not paid";
      case ANSWERS_A_REPLAY_DIFFERENTLY -> "got another answer";
      case HIDES_THAT_IT_REPLAYS -> "was not answered as a replay";
      case SHOWS_OTHER_LINES -> "has other lines than were ordered";
      case ADDS_UP_WRONGLY -> "a total that is not the sum of its lines";
      case LISTS_AN_ORDER_TWICE -> "is listed twice";
      case SHOWS_LESS_THAN_NOTHING -> "is below zero";
    };
  }

  @Test
  void namesWhatWasNeitherPlacedNorRefused() {
    FakeShop shop = new FakeShop();
    shop.refuseEverythingWith("{\"code\": \"unknown-sku\", \"detail\": \"no such product\"}");
    ReplayReport report = play(shop, false, InvoicesFixture.invoices(5));
    assertThat(report.failed()).isEqualTo(5);
    assertThat(report.holds()).isFalse();
    assertThat(report.text()).contains("placing was answered 422 unknown-sku no such product");
  }

  @Test
  void leavesOutWhatTheCatalogueLacksUnlessToldToAddIt() {
    List<Invoice> invoices =
        List.of(
            InvoicesFixture.invoice(
                "1",
                "c1",
                0,
                List.of(new Invoice.Line(new Sku("T1"), 1), new Invoice.Line(new Sku("POST"), 1))),
            InvoicesFixture.invoice("2", "c1", "POST", 1));
    ReplayReport without = play(new FakeShop(), false, invoices);
    assertThat(without.invoices()).isEqualTo(1);
    assertThat(without.linesNotInCatalogue()).isEqualTo(2);
    ReplayReport with = play(new FakeShop(), true, invoices);
    assertThat(with.invoices()).isEqualTo(2);
    assertThat(with.linesNotInCatalogue()).isZero();
    assertThat(with.holds()).isTrue();
  }

  @Test
  void saysThatNothingCanBePlayed() {
    assertThatThrownBy(
            () ->
                play(new FakeShop(), false, List.of(InvoicesFixture.invoice("1", "c", "POST", 1))))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("--create-products");
    assertThatThrownBy(() -> play(new FakeShop(), false, List.of()))
        .hasMessageContaining("there is no sale in it");
  }
}
