package io.saleproof.bench;

/** One row of the table of figures that the product is held to. */
interface Row {

  int number();

  /** What is measured, in one line. */
  String title();

  RowResult measure(BenchDatabase database, Bench.Settings settings);
}
