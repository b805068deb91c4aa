package io.saleproof.client;

import java.util.ArrayList;
import java.util.List;

/** Rows with columns as wide as their widest cell; the columns named as figures are set right. */
final class Table {

  private static final String GAP = "  ";

  private final List<Integer> figures;
  private final List<List<String>> rows = new ArrayList<>();

  /**
   * @param figures the columns, counted from 0, that are set right
   */
  Table(Integer... figures) {
    this.figures = List.of(figures);
  }

  Table row(String... cells) {
    rows.add(List.of(cells));
    return this;
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    for (List<String> row : rows) {
      StringBuilder line = new StringBuilder();
      for (int column = 0; column < row.size(); column++) {
        String space = " ".repeat(width(column) - row.get(column).length());
        line.append(GAP)
            .append(figures.contains(column) ? space + row.get(column) : row.get(column) + space);
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    return rows.stream()
        .filter(row -> row.size() > column)
        .mapToInt(row -> row.get(column).length())
        .max()
        .orElse(0);
  }
}
