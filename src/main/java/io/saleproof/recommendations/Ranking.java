package io.saleproof.recommendations;

import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts in order what to recommend, from the bonds of one product or of several. */
final class Ranking {

  /** No more of the reasons are told, the weightiest first. */
  static final int MAX_REASONS = 3;

  private static final Comparator<Ranked> BEST_FIRST =
      Comparator.comparingDouble((Ranked ranked) -> -ranked.score).thenComparing(Ranked::sku);

  private static final Comparator<Bond> WEIGHTIEST_FIRST =
      Comparator.comparingDouble((Bond bond) -> -bond.perOrder()).thenComparing(Bond::from);

  private Ranking() {}

  /**
   * A product to recommend.
   *
   * @param score comparable within one ranking only
   * @param significant whether chance is no good explanation
   * @param bonds what it follows from; never empty
   */
  record Ranked(Sku sku, double score, boolean significant, List<Bond> bonds) {

    /** The weightiest of the bonds. */
    List<Bond> reasons() {
      return bonds.stream().sorted(WEIGHTIEST_FIRST).limit(MAX_REASONS).toList();
    }
  }

  /** For someone who looks at one product: its bonds by likelihood, weak ones at the end. */
  static List<Ranked> forProduct(List<Bond> bonds) {
    return bonds.stream()
        .map(bond -> new Ranked(bond.to(), bond.likelihood(), bond.isSignificant(), List.of(bond)))
        .toList();
  }

  /**
   * For someone who has several products. Each adds to the score of another what an order with it
   * says for that one, so that what is bought often does not drown the rest; only significant bonds
   * count.
   *
   * @param bonds of each product they have
   * @param without what is not to be recommended
   */
  static List<Ranked> forSeveral(Collection<List<Bond>> bonds, Set<Sku> without) {
    Map<Sku, List<Bond>> reasons = new HashMap<>();
    for (List<Bond> ofOne : bonds) {
      for (Bond bond : ofOne) {
        if (!bond.isSignificant()) {
          break;
        }
        if (!without.contains(bond.to())) {
          reasons.computeIfAbsent(bond.to(), unused -> new ArrayList<>()).add(bond);
        }
      }
    }
    List<Ranked> ranked = new ArrayList<>();
    reasons.forEach(
        (sku, all) -> {
          double score = 0;
          for (Bond bond : all) {
            score += bond.perOrder();
          }
          ranked.add(new Ranked(sku, score, true, all));
        });
    ranked.sort(BEST_FIRST);
    return ranked;
  }
}
