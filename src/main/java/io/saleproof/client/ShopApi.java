package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the replay and the chaos run use of a shop. Every method may be called again: creating,
 * receiving and placing carry ids or keys of their own. All throw {@link Failure} if the shop can't
 * be reached, refuses the caller or answers what it should not.
 */
interface ShopApi {

  /** Those of the SKUs that are in the catalogue. */
  Set<Sku> existing(Collection<Sku> skus);

  /** Adds a product; leaves it as it is if it is there. */
  void create(Sku sku, String name, Money price);

  /** The stock of those that have a record. */
  Map<Sku, StockFigures> stock(Collection<Sku> skus);

  /** Receives units once for this movement id. */
  void receive(Sku sku, String movementId, long quantity);

  /** Sends an order; what was answered is for the caller to judge. */
  Answer place(Invoice invoice, String key);

  /** Sends {@code pay} or {@code cancel}; what was answered is for the caller to judge. */
  default Answer move(String orderId, String action, String key) {
    return move(orderId, new Life.Act(action), key);
  }

  /** Sends an action of an order's life; what was answered is for the caller to judge. */
  Answer move(String orderId, Life.Act act, String key);

  /** A page of a customer's orders, newest first, of all states. */
  OrderPage orders(CustomerId customer, @Nullable String cursor);

  /** The version of a customer's order list, which is the last order's number. */
  long listVersion(CustomerId customer);

  Optional<SeenOrder> order(String id);
}
