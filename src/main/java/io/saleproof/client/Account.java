package io.saleproof.client;

import java.util.Map;

/**
 * What a shop says of how one SKU's stock came about; nothing is presumed of it.
 *
 * @param holds units by order
 */
record Account(
    long received,
    long sold,
    long writtenOff,
    StockFigures figures,
    long drift,
    Map<String, Long> holds) {
  Account {
    holds = Map.copyOf(holds);
  }
}
