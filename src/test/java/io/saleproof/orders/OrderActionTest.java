package io.saleproof.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The order's life against a table of its own, written down from the contract. */
class OrderActionTest {

  /** "from action to", for callers and for the system. */
  private static final Set<String> CALLERS =
      Set.of(
          "placed pay paid",
          "paid ship shipped",
          "shipped deliver delivered",
          "placed cancel cancelled",
          "paid cancel cancelled",
          "delivered return returned");

  private static final Set<String> SYSTEM =
      Set.of(
          "pending place placed",
          "pending refuse refused",
          "pending expire expired",
          "placed expire expired");

  @Test
  void everyPairOfStateAndActionIsAsTheContractSays() {
    Set<String> legal =
        Arrays.stream(OrderStatus.values())
            .flatMap(
                from ->
                    Arrays.stream(OrderAction.values())
                        .filter(action -> action.isLegalFrom(from))
                        .map(
                            action ->
                                from.label() + " " + action.label() + " " + action.to().label()))
            .collect(Collectors.toCollection(TreeSet::new));

    assertThat(legal)
        .isEqualTo(
            Stream.concat(CALLERS.stream(), SYSTEM.stream())
                .collect(Collectors.toCollection(TreeSet::new)));
  }

  @ParameterizedTest
  @EnumSource
  void callersAreToldWhatTheyMayDoAndNoMore(OrderStatus from) {
    Set<String> expected =
        CALLERS.stream()
            .filter(row -> row.startsWith(from.label() + " "))
            .map(row -> row.split(" ")[1])
            .collect(Collectors.toSet());

    assertThat(Set.copyOf(OrderAction.legalFrom(from))).isEqualTo(expected);
  }

  @Test
  void onlyWhatCallersMayDoCanBeAskedFor() {
    Map<Boolean, List<String>> offered =
        Arrays.stream(OrderAction.values())
            .collect(
                Collectors.partitioningBy(
                    OrderAction::isForCallers,
                    Collectors.mapping(OrderAction::label, Collectors.toList())));

    assertThat(offered.get(true))
        .containsExactlyInAnyOrder("pay", "ship", "deliver", "cancel", "return");
    assertThat(offered.get(false)).containsExactlyInAnyOrder("place", "refuse", "expire");
  }
}
