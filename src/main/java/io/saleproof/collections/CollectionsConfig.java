package io.saleproof.collections;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The original service's collections. */
@ConfigMapping(prefix = "saleproof.collections")
public interface CollectionsConfig {

  /**
   * Whether there are collections at all. They answer, and take users, without a token in every
   * mode of access, so that outside a demonstration it is better off.
   */
  @WithDefault("false")
  boolean enabled();

  /** The database that holds them, beside the shop's on the same server. */
  @WithDefault("somedb")
  String database();

  /**
   * How old a listing of users may be; above 0. Raising it saves reads and shows new users later: a
   * user who is added is not in the listing before then.
   */
  @WithDefault("PT60S")
  Duration listingAge();

  /** What {@code cache_enabled} says: whether a cache that all instances share is in use. */
  @WithDefault("false")
  boolean sharedCache();
}
