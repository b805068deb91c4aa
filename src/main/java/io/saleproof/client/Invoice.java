package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * An invoice of the file, to be placed as an order.
 *
 * @param at when it was written, in the shop's local time
 * @param customer {@code null} for a guest
 */
record Invoice(
    String number, LocalDateTime at, @Nullable CustomerId customer, List<Invoice.Line> lines) {

  /** Units of one SKU; a SKU may stand in several lines. */
  record Line(Sku sku, long quantity) {}

  Invoice {
    lines = List.copyOf(lines);
  }

  /** Units by SKU, over all lines. */
  Map<Sku, Long> units() {
    return lines.stream()
        .collect(Collectors.toMap(Line::sku, Line::quantity, Long::sum, TreeMap::new));
  }

  Invoice with(List<Line> others) {
    return new Invoice(number, at, customer, others);
  }
}
