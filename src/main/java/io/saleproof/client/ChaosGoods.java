package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * What is sold in a chaos run, and who buys it: goods that never run out, goods that soon do, and
 * one that every third order wants; customers of one client each, customers that all clients order
 * for, and guests.
 */
record ChaosGoods(String runId) {

  private static final int PLENTIFUL = 12;
  private static final int SCARCE = 6;
  private static final long PLENTY = 1_000_000;
  private static final long FEW = 60;
  private static final long HOT = 600;
  private static final int SHARED_CUSTOMERS = 4;
  private static final int MAX_LINES = 4;
  private static final int MAX_QUANTITY = 3;

  /** Orders bear no time of ours. */
  private static final LocalDateTime NO_MATTER = LocalDateTime.of(2026, 1, 1, 0, 0);

  /** Units by SKU that are received before the first order. */
  Map<Sku, Long> stock() {
    Map<Sku, Long> stock = new LinkedHashMap<>();
    for (int i = 1; i <= PLENTIFUL; i++) {
      stock.put(plentiful(i), PLENTY);
    }
    for (int i = 1; i <= SCARCE; i++) {
      stock.put(scarce(i), FEW);
    }
    stock.put(hot(), HOT);
    return stock;
  }

  private Sku plentiful(int number) {
    return new Sku("CHAOS-" + runId + "-P" + number);
  }

  private Sku scarce(int number) {
    return new Sku("CHAOS-" + runId + "-S" + number);
  }

  Sku hot() {
    return new Sku("CHAOS-" + runId + "-HOT");
  }

  Sku anyScarce(Random random) {
    return scarce(1 + random.nextInt(SCARCE));
  }

  /** The next order of a client, as an invoice to be placed. */
  Invoice next(int client, int number, Random random) {
    List<Invoice.Line> lines = new ArrayList<>();
    if (random.nextInt(3) == 0) {
      lines.add(line(hot(), random));
    }
    for (int i = random.nextInt(MAX_LINES); i >= 0 && lines.size() < MAX_LINES; i--) {
      boolean scarce = random.nextInt(4) == 0;
      lines.add(
          line(scarce ? anyScarce(random) : plentiful(1 + random.nextInt(PLENTIFUL)), random));
    }
    String name = "chaos-" + runId + "-" + client + "-" + number;
    return new Invoice(name, NO_MATTER, customer(client, random), lines);
  }

  private static Invoice.Line line(Sku sku, Random random) {
    return new Invoice.Line(sku, 1 + random.nextInt(MAX_QUANTITY));
  }

  private @Nullable CustomerId customer(int client, Random random) {
    int drawn = random.nextInt(20);
    if (drawn < 3) {
      return null;
    }
    String name = drawn < 8 ? "all-" + random.nextInt(SHARED_CUSTOMERS) : "of-" + client;
    return new CustomerId("chaos-" + runId + "-" + name);
  }
}
