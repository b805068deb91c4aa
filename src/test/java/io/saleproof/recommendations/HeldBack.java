package io.saleproof.recommendations;

import io.saleproof.recommendations.SoldBaskets.Sold;
import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.ToDoubleBiFunction;

/**
 * Asks recommenders about orders that they have not learned from. Of each order each product counts
 * in turn; what is shown is the mean over all turns, and how it would vary with other orders: the
 * orders, not the turns, are drawn anew for that, as turns of one order have much in common.
 */
final class HeldBack {

  static final int FIRST = 10;

  private static final int RESAMPLES = 1_000;
  private static final int LOW = RESAMPLES * 25 / 1_000;
  private static final int HIGH = RESAMPLES * 975 / 1_000;

  private final List<Basket> baskets;

  HeldBack(List<Sold> orders) {
    baskets =
        orders.stream().map(Sold::basket).filter(basket -> basket.products().size() > 1).toList();
  }

  /** Per order: the sum over its turns, and how many turns it has. */
  record Scores(double[] sums, int[] turns) {

    double mean() {
      return Arrays.stream(sums).sum() / Arrays.stream(turns).sum();
    }

    int count() {
      return Arrays.stream(turns).sum();
    }

    /** The 95 % interval of the mean. */
    double[] interval() {
      return interval(new double[sums.length]);
    }

    /** The 95 % interval of how much better this is, order by order. */
    double[] intervalOver(Scores other) {
      return interval(other.sums);
    }

    private double[] interval(double[] less) {
      Random random = new Random(20_110_831);
      double[] means = new double[RESAMPLES];
      for (int sample = 0; sample < RESAMPLES; sample++) {
        double sum = 0;
        long turnsOfSample = 0;
        for (int draw = 0; draw < sums.length; draw++) {
          int order = random.nextInt(sums.length);
          sum += sums[order] - less[order];
          turnsOfSample += turns[order];
        }
        means[sample] = sum / turnsOfSample;
      }
      Arrays.sort(means);
      return new double[] {means[LOW], means[HIGH]};
    }
  }

  /** One product is hidden, the others are given: is it among the first ten? */
  Scores completed(Recommender recommender) {
    return score(
        (basket, hidden) -> {
          List<Sku> rest = new ArrayList<>(basket.products());
          rest.remove(hidden);
          return recommender.recommend(rest, FIRST).contains(hidden) ? 1 : 0;
        });
  }

  /** One product is looked at, another one of the order is hidden: is it among the first ten? */
  Scores another(Recommender recommender) {
    return score(
        (basket, seen) ->
            (double) found(recommender, basket, seen) / (basket.products().size() - 1));
  }

  /** One product is looked at: is any other one of the order among the first ten? */
  Scores any(Recommender recommender) {
    return score((basket, seen) -> found(recommender, basket, seen) > 0 ? 1 : 0);
  }

  private static int found(Recommender recommender, Basket basket, Sku seen) {
    Set<Sku> others = new HashSet<>(basket.products());
    others.remove(seen);
    others.retainAll(Set.copyOf(recommender.recommend(List.of(seen), FIRST)));
    return others.size();
  }

  private Scores score(ToDoubleBiFunction<Basket, Sku> turn) {
    double[] sums = new double[baskets.size()];
    int[] turns = new int[baskets.size()];
    for (int order = 0; order < sums.length; order++) {
      Basket basket = baskets.get(order);
      turns[order] = basket.products().size();
      for (Sku sku : basket.products()) {
        sums[order] += turn.applyAsDouble(basket, sku);
      }
    }
    return new Scores(sums, turns);
  }
}
