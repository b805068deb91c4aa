package io.saleproof.recommendations;

import io.saleproof.recommendations.Ranking.Ranked;
import io.saleproof.recommendations.SoldBaskets.Sold;
import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Something that recommends, learned from orders: the product's own way, and what it must beat. */
interface Recommender {

  /** The first so many for someone who has these; none of them again. */
  List<Sku> recommend(List<Sku> given, int limit);

  /** What is sold most, whoever asks. */
  static Recommender bestsellers(List<Sold> orders) {
    List<Sku> best = mostFirst(popularity(orders).of());
    return (given, limit) -> {
      Set<Sku> without = new HashSet<>(given);
      return best.stream().filter(sku -> !without.contains(sku)).limit(limit).toList();
    };
  }

  /** What was most often in one order with what is given, bestsellers and all. */
  static Recommender counts(List<Sold> orders) {
    Map<Sku, Companions> companions = companions(orders);
    return (given, limit) -> {
      Map<Sku, Long> sums = new HashMap<>();
      for (Sku one : given) {
        companions
            .getOrDefault(one, Companions.NONE)
            .of()
            .forEach((sku, count) -> sums.merge(sku, count.seen(), Long::sum));
      }
      given.forEach(sums::remove);
      return mostFirst(sums).stream().limit(limit).toList();
    };
  }

  /** The product's: its counts, its measure, its ranking. */
  static Recommender product(List<Sold> orders) {
    Map<Sku, Companions> companions = companions(orders);
    Popularity popularity = popularity(orders);
    Map<Sku, List<Bond>> bonds = new HashMap<>();
    companions.forEach((sku, of) -> bonds.put(sku, Bond.of(sku, of, popularity)));
    return (given, limit) -> {
      List<List<Bond>> all = new ArrayList<>();
      given.forEach(sku -> all.add(bonds.getOrDefault(sku, List.of())));
      List<Ranked> ranked =
          given.size() == 1
              ? Ranking.forProduct(all.getFirst())
              : Ranking.forSeveral(all, Set.copyOf(given));
      return ranked.stream().limit(limit).map(Ranked::sku).toList();
    };
  }

  private static Map<Sku, Companions> companions(List<Sold> orders) {
    Map<Sku, Companions> companions = new HashMap<>();
    PairCounts counts = new PairCounts(null, Long.MAX_VALUE);
    orders.forEach(order -> counts.add(order.basket()));
    counts.forEach(companions::put);
    return companions;
  }

  private static Popularity popularity(List<Sold> orders) {
    Map<Sku, Long> counts = new HashMap<>();
    orders.forEach(
        order -> order.basket().products().forEach(sku -> counts.merge(sku, 1L, Long::sum)));
    return new Popularity(orders.size(), counts);
  }

  private static List<Sku> mostFirst(Map<Sku, Long> counts) {
    return counts.entrySet().stream()
        .sorted(
            Comparator.comparingLong((Map.Entry<Sku, Long> entry) -> -entry.getValue())
                .thenComparing(Map.Entry::getKey))
        .map(Map.Entry::getKey)
        .toList();
  }
}
