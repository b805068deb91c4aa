package io.saleproof.catalog;

import io.saleproof.http.Page;
import org.jspecify.annotations.Nullable;

/**
 * The bands of the price facet, in minor units; each ends below where the next begins. A product
 * stores its band's number, so that counting them needs no arithmetic on the server.
 */
final class PriceBand {

  private static final long[] FROM = {0, 100, 200, 500, 1_000, 2_000, 5_000};

  private PriceBand() {}

  static int of(long amount) {
    int band = 0;
    while (band + 1 < FROM.length && amount >= FROM[band + 1]) {
      band++;
    }
    return band;
  }

  static Page.FacetValue value(int band, long count) {
    @Nullable Long to = band + 1 < FROM.length ? FROM[band + 1] : null;
    String name = FROM[band] + "-" + (to == null ? "" : to);
    return new Page.FacetValue(name, count, FROM[band], to);
  }
}
