package io.saleproof.recommendations;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.recommendations.Ranking.Ranked;
import io.saleproof.trade.Sku;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RankingTest {

  private static final Sku LAMP = new Sku("LAMP");
  private static final Sku BULB = new Sku("BULB");
  private static final Sku BESTSELLER = new Sku("BESTSELLER");
  private static final Sku RARE = new Sku("RARE");
  private static final Sku TEA = new Sku("TEA");
  private static final Sku CUP = new Sku("CUP");

  private static final Popularity POPULARITY =
      new Popularity(
          10_000,
          Map.of(LAMP, 100L, BULB, 40L, BESTSELLER, 5_000L, RARE, 1L, TEA, 2_000L, CUP, 500L));

  @Test
  void putsWhatBelongsTogetherBeforeBestsellers() {
    List<Ranked> ranked = ranked(Map.of(BESTSELLER, 55L, BULB, 20L));

    assertThat(ranked).extracting(Ranked::sku).containsExactly(BULB, BESTSELLER);
    assertThat(ranked).extracting(Ranked::significant).containsExactly(true, false);
  }

  @Test
  void tellsTheCounts() {
    assertThat(ranked(Map.of(BULB, 20L)))
        .singleElement()
        .satisfies(
            bulb ->
                assertThat(bulb.reasons())
                    .singleElement()
                    .satisfies(
                        reason -> {
                          assertThat(reason.from()).isEqualTo(LAMP);
                          assertThat(reason.together()).isEqualTo(20);
                          assertThat(reason.orders()).isEqualTo(100);
                        }));
  }

  @Test
  void keepsToItselfWhatOneOrderOnlyHad() {
    assertThat(ranked(Map.of(RARE, 1L))).isEmpty();
  }

  @Test
  void bearsCountsThatDoNotFitYet() {
    // A batch half applied: the pair is counted, the products are not.
    List<Bond> bonds =
        Bond.of(LAMP, Companions.counted(Map.of(BULB, 3L)), new Popularity(1, Map.of()));

    assertThat(bonds).singleElement().satisfies(bond -> assertThat(bond.orders()).isEqualTo(3));
  }

  @Test
  void addsUpWhatSeveralProductsSay() {
    List<Bond> lamp = bonds(LAMP, Map.of(BULB, 20L, BESTSELLER, 80L));
    List<Bond> tea = bonds(TEA, Map.of(CUP, 400L, BULB, 30L));

    List<Ranked> ranked = Ranking.forSeveral(List.of(lamp, tea), Set.of(LAMP, TEA));

    Ranked bulb = ranked.stream().filter(one -> one.sku().equals(BULB)).findFirst().orElseThrow();
    assertThat(bulb.score()).isEqualTo(lamp.getFirst().perOrder() + likelihood(tea, BULB) / 2_000);
    assertThat(bulb.reasons()).extracting(Bond::from).containsExactly(LAMP, TEA);
  }

  @Test
  void neverRecommendsWhatIsThereAlready() {
    List<Bond> lamp = bonds(LAMP, Map.of(BULB, 20L, TEA, 60L));

    assertThat(Ranking.forSeveral(List.of(lamp), Set.of(LAMP, BULB)))
        .extracting(Ranked::sku)
        .containsExactly(TEA);
  }

  @Test
  void isNotLedByWhatChanceExplains() {
    List<Bond> lamp = bonds(LAMP, Map.of(BESTSELLER, 51L));

    assertThat(Ranking.forSeveral(List.of(lamp), Set.of(LAMP))).isEmpty();
  }

  private static double likelihood(List<Bond> bonds, Sku to) {
    return bonds.stream().filter(b -> b.to().equals(to)).findFirst().orElseThrow().likelihood();
  }

  private static List<Ranked> ranked(Map<Sku, Long> together) {
    return Ranking.forProduct(bonds(LAMP, together));
  }

  private static List<Bond> bonds(Sku of, Map<Sku, Long> together) {
    return Bond.of(of, Companions.counted(together), POPULARITY);
  }
}
