package io.saleproof.stock;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Stock. */
@ConfigMapping(prefix = "saleproof.stock")
public interface StockConfig {

  /**
   * A SKU of which one instance holds more units than this many times a second is split over
   * buckets by itself. Lower splits more SKUs, and reading the stock of those costs more.
   */
  @WithDefault("50")
  int splitAboveHoldsPerSecond();

  /**
   * A SKU with more open holds than this in one document is split, or split further: a hold costs
   * more the more others are open beside it.
   */
  @WithDefault("64")
  int splitAboveOpenHolds();

  /**
   * Over how many buckets a SKU is split at first. More spread the writes and cost more to read.
   */
  @WithDefault("16")
  int buckets();

  /** After so long without a hold, a split SKU goes back to one document, once few are open. */
  @WithDefault("PT2M")
  Duration mergeAfter();

  /** How often an instance looks after split SKUs; unfinished transfers wait for it at most. */
  @WithDefault("PT5S")
  Duration keepEvery();

  /**
   * How often an instance looks up how many units are left of the SKUs that it has sold lately and
   * that have the fewest, for {@code saleproof_stock_left}. Each look is one query, and one more
   * for each of them that is split.
   */
  @WithDefault("PT15S")
  Duration showLeftEvery();

  /**
   * How often all accounts are compared with their ledger and with the orders, and repaired where
   * that is safe. Reads the whole stock each time.
   */
  @WithDefault("PT15M")
  Duration reconcileEvery();
}
