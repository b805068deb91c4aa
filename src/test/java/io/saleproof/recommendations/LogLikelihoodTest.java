package io.saleproof.recommendations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class LogLikelihoodTest {

  /** Rows of the table of bigrams in Dunning's paper: both, first only, second only, neither. */
  @Test
  void findsWhatThePaperHas() {
    assertThat(ofTable(110, 2442, 111, 29114)).isCloseTo(270.72, within(0.01));
    assertThat(ofTable(29, 13, 123, 31612)).isCloseTo(263.90, within(0.01));
    assertThat(ofTable(31, 23, 139, 31584)).isCloseTo(256.84, within(0.01));
  }

  @Test
  void isNothingWhereProductsMeetByChance() {
    assertThat(LogLikelihood.ratio(10, 100, 100, 1_000)).isZero();
    assertThat(LogLikelihood.ratio(9, 100, 100, 1_000)).isZero();
    assertThat(LogLikelihood.ratio(11, 100, 100, 1_000)).isPositive();
  }

  @Test
  void isNotFooledByBestsellers() {
    // Half of all orders have the bestseller, and so have half of those with the lamp: 50 of 100.
    double withBestseller = LogLikelihood.ratio(50, 100, 5_000, 10_000);
    double withItsBulb = LogLikelihood.ratio(20, 100, 40, 10_000);

    assertThat(withBestseller).isZero();
    assertThat(withItsBulb).isGreaterThan(LogLikelihood.SIGNIFICANT);
  }

  @Test
  void trustsFewCoincidencesLessThanLiftWould() {
    // Lift is 1,000 for both; one coincidence of two that are bought once is the weaker evidence.
    assertThat(LogLikelihood.ratio(1, 1, 1, 1_000))
        .isLessThan(LogLikelihood.ratio(10, 10, 10, 10_000) / 5);
  }

  @Property
  void isFiniteAndTheSameBothWays(
      @ForAll @LongRange(min = 0, max = 1_000_000) long both,
      @ForAll @LongRange(min = 0, max = 1_000_000) long firstOnly,
      @ForAll @LongRange(min = 0, max = 1_000_000) long secondOnly,
      @ForAll @LongRange(min = 0, max = 1_000_000_000) long neither) {
    double score = ofTable(both, firstOnly, secondOnly, neither);

    assertThat(score).isFinite().isNotNegative();
    assertThat(ofTable(both, secondOnly, firstOnly, neither))
        .isCloseTo(score, within(1e-6 * (1 + score)));
  }

  private static double ofTable(long both, long firstOnly, long secondOnly, long neither) {
    return LogLikelihood.ratio(
        both, both + firstOnly, both + secondOnly, both + firstOnly + secondOnly + neither);
  }
}
