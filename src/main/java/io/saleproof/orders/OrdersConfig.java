package io.saleproof.orders;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Orders. */
@ConfigMapping(prefix = "saleproof.orders")
public interface OrdersConfig {

  /**
   * How long a placed order's stock is held for its payment. Longer is kinder to the customer and
   * keeps the goods from others.
   */
  @WithDefault("PT15M")
  Duration reservationTime();

  /**
   * After how long an order that is still pending may be taken over. Must be longer than an order
   * takes at the database's slowest.
   */
  @WithDefault("PT30S")
  Duration recoveryInterval();

  /**
   * Whether {@code POST /v1/orders} must name the version of the customer's list that the client
   * has seen (428 if not). Costs clients a read before every order.
   */
  @WithDefault("false")
  boolean requireListVersion();

  /**
   * How long a request waits for another with the same key, or of the same customer, in this
   * instance. Beyond it the answer is 409 with Retry-After.
   */
  @WithDefault("PT10S")
  Duration turnTimeout();
}
