package io.saleproof.client;

import io.saleproof.trade.Sku;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What has to be received, so that of each SKU {@value #PERCENT} % of what will be asked for can be
 * had. What is there already is used; a surplus stays.
 *
 * @param asked units that the invoices ask for
 * @param before the stock before anything was received
 */
record StockPlan(Map<Sku, Long> asked, Map<Sku, StockFigures> before) {

  static final int PERCENT = 95;

  StockPlan {
    asked = Map.copyOf(asked);
    before = Map.copyOf(before);
  }

  static Map<Sku, Long> asked(List<Invoice> invoices) {
    Map<Sku, Long> asked = new TreeMap<>();
    for (Invoice invoice : invoices) {
      invoice.units().forEach((sku, units) -> asked.merge(sku, units, Long::sum));
    }
    return asked;
  }

  StockFigures before(Sku sku) {
    return before.getOrDefault(sku, StockFigures.NONE);
  }

  /** Units to receive, of those SKUs that lack some. */
  Map<Sku, Long> missing() {
    Map<Sku, Long> missing = new TreeMap<>();
    asked.forEach(
        (sku, units) -> {
          long lacking = units * PERCENT / 100 - before(sku).available();
          if (lacking > 0) {
            missing.put(sku, lacking);
          }
        });
    return missing;
  }
}
