package io.saleproof.client;

import com.fasterxml.jackson.databind.JsonNode;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * An order as the shop shows it.
 *
 * @param units by SKU, over all lines
 * @param sumOfLines quantity times unit price over all lines, in minor units
 * @param total what the shop says the sum is
 * @param reservedUntil until when its stock is held, if it is
 */
record SeenOrder(
    String id,
    long seq,
    String status,
    Map<Sku, Long> units,
    long sumOfLines,
    long total,
    @Nullable Instant reservedUntil) {

  SeenOrder {
    units = Map.copyOf(units);
  }

  static SeenOrder of(JsonNode json) {
    Map<Sku, Long> units = new TreeMap<>();
    long sum = 0;
    for (JsonNode line : json.path("lines")) {
      long quantity = line.path("quantity").asLong();
      units.merge(new Sku(line.path("sku").asText()), quantity, Long::sum);
      sum += quantity * line.path("unitPrice").path("amount").asLong();
    }
    return new SeenOrder(
        json.path("id").asText(),
        json.path("seq").asLong(),
        json.path("status").asText(),
        units,
        sum,
        json.path("total").path("amount").asLong(),
        instant(json.path("reservedUntil").asText("")));
  }

  private static @Nullable Instant instant(String text) {
    try {
      return text.isEmpty() || text.equals("null") ? null : Instant.parse(text);
    } catch (DateTimeParseException strange) {
      return null;
    }
  }
}
