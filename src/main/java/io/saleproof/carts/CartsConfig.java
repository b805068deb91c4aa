package io.saleproof.carts;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Carts. */
@ConfigMapping(prefix = "saleproof.carts")
public interface CartsConfig {

  /**
   * How long a customer's cart is kept after its last change. Longer is kinder to those who come
   * back and keeps more documents.
   */
  @WithDefault("P30D")
  Duration customerExpiry();

  /**
   * The same for a guest's cart, and how long a cart that was merged or deleted is remembered.
   * Anyone may make guests' carts, so raising it lets them fill more of the database.
   */
  @WithDefault("P7D")
  Duration guestExpiry();

  /**
   * How long the answer to a {@code POST /v1/carts} with an Idempotency-Key is kept for repeats.
   * May not be below 24 hours, which is promised; each costs a document of the answer's size.
   */
  @WithDefault("P2D")
  Duration keyRetention();
}
