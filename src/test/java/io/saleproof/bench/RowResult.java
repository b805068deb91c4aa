package io.saleproof.bench;

import java.util.List;

/**
 * What was measured for one row.
 *
 * @param unit of the rates
 * @param notes sentences on how it was measured that change from run to run
 */
record RowResult(
    int row,
    String title,
    String unit,
    List<Series> series,
    List<Target> targets,
    List<String> notes) {

  RowResult(int row, String title, String unit, List<Series> series, List<Target> targets) {
    this(row, title, unit, series, targets, List.of());
  }

  RowResult {
    notes = List.copyOf(notes);
    series = List.copyOf(series);
    targets = List.copyOf(targets);
  }
}
