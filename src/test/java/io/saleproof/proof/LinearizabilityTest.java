package io.saleproof.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.proof.SkuModel.Ask;
import io.saleproof.proof.SkuModel.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The checker of histories is itself checked: by histories made by hand, most of them illegal. */
class LinearizabilityTest {

  private final List<Operation<Ask, Told>> sku = new ArrayList<>();
  private final List<Operation<OrderListModel.Ask, OrderListModel.Told>> list = new ArrayList<>();

  @Test
  void twoWhoOverlapMayComeInEitherOrder() {
    ask(1, 5, new Ask.Hold("a", 7), new Told.Short(3));
    ask(2, 4, new Ask.Hold("b", 7), new Told.Held());

    assertThat(skuViolation(10)).isEmpty();
  }

  @Test
  void whoCameAfterSeesWhatCameBefore() {
    ask(1, 2, new Ask.Hold("a", 7), new Told.Short(3));
    ask(3, 4, new Ask.Hold("b", 7), new Told.Held());

    assertThat(skuViolation(10)).hasValueSatisfying(text -> assertThat(text).contains("Short"));
  }

  @Test
  void lastUnitIsNotSoldTwice() {
    ask(1, 5, new Ask.Hold("a", 1), new Told.Held());
    ask(2, 4, new Ask.Hold("b", 1), new Told.Held());

    assertThat(skuViolation(1)).isPresent();
  }

  @Test
  void readNeverGoesBack() {
    ask(1, 10, new Ask.Receive(5), new Told.Done());
    ask(2, 3, new Ask.Read(), new Told.Level(15, 0));
    ask(4, 5, new Ask.Read(), new Told.Level(10, 0));

    assertThat(skuViolation(10)).isPresent();
  }

  @Test
  void releaseOfWhatIsNotHeldGivesNothing() {
    ask(1, 2, new Ask.Hold("a", 4), new Told.Held());
    ask(3, 4, new Ask.Release("a"), new Told.Done());
    ask(5, 6, new Ask.Release("a"), new Told.Done());
    ask(7, 8, new Ask.Read(), new Told.Level(10, -4));

    assertThat(skuViolation(10)).isPresent();
  }

  @Test
  void shortMayNotNameEnough() {
    ask(1, 2, new Ask.Hold("a", 4), new Told.Short(4));

    assertThat(skuViolation(4)).isPresent();
  }

  @Test
  void unknownOutcomeMayTakeEffectMuchLater() {
    ask(1, null, new Ask.Sell("a"), null);
    ask(2, 3, new Ask.Hold("a", 2), new Told.Held());
    ask(4, 5, new Ask.Read(), new Told.Level(10, 2));
    ask(6, 7, new Ask.Read(), new Told.Level(8, 0));

    assertThat(skuViolation(10)).isEmpty();
  }

  @Test
  void unknownOutcomeMayNeverTakeEffect() {
    ask(1, null, new Ask.Receive(5), null);
    ask(2, 3, new Ask.Read(), new Told.Level(10, 0));

    assertThat(skuViolation(10)).isEmpty();
  }

  @Test
  void unknownOutcomeTakesEffectOnceOnly() {
    ask(1, null, new Ask.Receive(5), null);
    ask(2, 3, new Ask.Read(), new Told.Level(15, 0));
    ask(4, 5, new Ask.Read(), new Told.Level(20, 0));

    assertThat(skuViolation(10)).isPresent();
  }

  @Test
  void unknownOutcomeTakesNoEffectBeforeItWasAsked() {
    ask(1, 2, new Ask.Read(), new Told.Level(15, 0));
    ask(3, null, new Ask.Receive(5), null);

    assertThat(skuViolation(10)).isPresent();
  }

  @Test
  void oneNumberIsNotGivenToTwoOrders() {
    order(1, 4, "a", null, new OrderListModel.Told.Numbered(1));
    order(2, 3, "b", null, new OrderListModel.Told.Numbered(1));

    assertThat(listViolation()).isPresent();
  }

  @Test
  void oneKeyHasOneNumber() {
    order(1, 2, "a", null, new OrderListModel.Told.Numbered(1));
    order(3, 4, "a", null, new OrderListModel.Told.Numbered(2));

    assertThat(listViolation()).isPresent();
  }

  @Test
  void ofTwoForOneVersionOneIsStale() {
    order(1, 4, "a", 0L, new OrderListModel.Told.Numbered(1));
    order(2, 3, "b", 0L, new OrderListModel.Told.Stale(1));
    assertThat(listViolation()).isEmpty();

    order(5, 6, "c", 0L, new OrderListModel.Told.Numbered(2));
    assertThat(listViolation()).isPresent();
  }

  @Test
  void staleNamesAVersionThatTheListHad() {
    order(1, 2, "a", null, new OrderListModel.Told.Numbered(1));
    order(3, 4, "b", 7L, new OrderListModel.Told.Stale(0));

    assertThat(listViolation()).isPresent();
  }

  private void ask(long invoked, @Nullable Integer returned, Ask ask, @Nullable Told told) {
    sku.add(
        new Operation<>(
            sku.size(), ask, told, invoked, returned == null ? Operation.NEVER : returned));
  }

  private void order(
      long invoked, long returned, String key, @Nullable Long expected, OrderListModel.Told told) {
    list.add(
        new Operation<>(
            list.size(), new OrderListModel.Ask(key, expected), told, invoked, returned));
  }

  private Optional<String> skuViolation(long opening) {
    return Linearizability.violation(new SkuModel(opening), sku);
  }

  private Optional<String> listViolation() {
    return Linearizability.violation(new OrderListModel(), list);
  }
}
