package io.saleproof.recommendations;

import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * That one product is bought with another, in numbers.
 *
 * @param to the other product
 * @param together orders with both
 * @param orders orders with the first
 * @param likelihood the {@link LogLikelihood} of it; 0: chance explains it
 */
record Bond(Sku from, Sku to, long together, long orders, double likelihood) {

  /** What was seen in one order only is nobody's business, and no evidence either. */
  static final int LEAST_TOGETHER = 2;

  private static final Comparator<Bond> STRONGEST_FIRST =
      Comparator.comparingDouble((Bond bond) -> -bond.likelihood)
          .thenComparingLong(bond -> -bond.together)
          .thenComparing(Bond::to);

  boolean isSignificant() {
    return likelihood >= LogLikelihood.SIGNIFICANT;
  }

  /** How much an order with the first product says for the other: the likelihood by the order. */
  double perOrder() {
    return likelihood / orders;
  }

  /** A product's bonds, strongest first. */
  static List<Bond> of(Sku product, Companions companions, Popularity popularity) {
    List<Bond> bonds = new ArrayList<>();
    companions
        .of()
        .forEach(
            (other, count) -> {
              if (count.seen() >= LEAST_TOGETHER) {
                bonds.add(bond(product, other, count.seen(), popularity));
              }
            });
    bonds.sort(STRONGEST_FIRST);
    return bonds;
  }

  private static Bond bond(Sku product, Sku other, long together, Popularity popularity) {
    // The counts of products may be read a moment before or after those of their pairs.
    long first = Math.max(popularity.of(product), together);
    long second = Math.max(popularity.of(other), together);
    long all = Math.max(popularity.orders(), first + second - together);
    return new Bond(
        product, other, together, first, LogLikelihood.ratio(together, first, second, all));
  }
}
