package io.saleproof.bench;

import java.util.List;

/**
 * What was measured for one row.
 *
 * @param unit of the rates
 */
record RowResult(int row, String title, String unit, List<Series> series, List<Target> targets) {
  RowResult {
    series = List.copyOf(series);
    targets = List.copyOf(targets);
  }
}
