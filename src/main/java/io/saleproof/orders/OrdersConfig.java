package io.saleproof.orders;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Orders. */
@ConfigMapping(prefix = "saleproof.orders")
public interface OrdersConfig {

  /**
   * How long a placed order's stock is held for its payment; then the order expires. Longer is
   * kinder to the customer and keeps the goods from others.
   */
  @WithDefault("PT15M")
  Duration reservationTime();

  /**
   * Within which an order that was cut short by a crash is finished or undone by another instance.
   * It is taken over after 0.6 of this; that must be longer than an order takes at the database's
   * slowest, or instances take over each other's running work: safe, but twice the work.
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

  /**
   * Whether this instance looks for orders that were cut short or ran out of time. At least one
   * instance has to.
   */
  @WithDefault("true")
  boolean sweep();

  /**
   * How often it looks. Each look is one short query; must be a small part of the recovery
   * interval.
   */
  @WithDefault("PT2S")
  Duration sweepEvery();

  /**
   * How many orders it takes on in one go before it looks again. More make fewer queries when much
   * is due, and instances try for the same orders more often.
   */
  @WithDefault("100")
  int sweepBatch();
}
