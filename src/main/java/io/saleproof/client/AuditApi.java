package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a shop says of itself when it is asked: of keys, of the stock's account, of drift; and how
 * its stock is split. Methods throw {@link Failure} if the shop can't be reached or answers what it
 * should not.
 */
interface AuditApi {

  /**
   * What became of a key; empty: the shop does not know it.
   *
   * @param customer {@code null} for a guest's
   */
  Optional<KeyOutcome> key(String key, @Nullable CustomerId customer);

  /** How the stock of a SKU came about; empty if it has no record. */
  Optional<Account> account(Sku sku);

  /** Has a SKU's stock split over so many documents, as before a sale of it. */
  void split(Sku sku, int buckets);

  /** Has the shop look for drift, and repair it; its own words of what it found, if any. */
  Optional<String> drift();
}
