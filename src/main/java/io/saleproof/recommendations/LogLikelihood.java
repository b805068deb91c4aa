package io.saleproof.recommendations;

/**
 * How surprising it is that two products are in one order as often as they are, given how often
 * each is bought at all: the log-likelihood ratio G² of the two-by-two table of orders.
 *
 * <p>A bestseller is in many orders together with anything; that surprises nobody, and scores
 * nothing. Unlike lift, it does not take a single coincidence of two rare products for a strong
 * bond. Source: T. Dunning, "Accurate Methods for the Statistics of Surprise and Coincidence",
 * Computational Linguistics 19(1), 1993.
 */
final class LogLikelihood {

  /** Of pairs that have nothing to do with each other, one in a thousand is above (χ², 1 df). */
  static final double SIGNIFICANT = 10.83;

  private LogLikelihood() {}

  /**
   * @param both orders with both products
   * @param first orders with the first; not fewer than {@code both}
   * @param second orders with the second; not fewer than {@code both}
   * @param all all orders; not fewer than those with any of the two
   * @return 0 if they are together no more often than chance would have it, else above 0
   */
  static double ratio(long both, long first, long second, long all) {
    if ((double) both * all <= (double) first * second) {
      return 0;
    }
    double neither = (double) all - first - second + both;
    double sum =
        part(both, first, second, all)
            + part(first - both, first, (double) all - second, all)
            + part(second - both, (double) all - first, second, all)
            + part(neither, (double) all - first, (double) all - second, all);
    return Math.max(0, 2 * sum);
  }

  /** One cell of the table against what its row and column let expect. */
  private static double part(double found, double row, double column, double all) {
    return found <= 0 ? 0 : found * Math.log(found * all / (row * column));
  }
}
