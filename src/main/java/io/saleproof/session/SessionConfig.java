package io.saleproof.session;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Tokens of sessions. */
@ConfigMapping(prefix = "saleproof.session")
public interface SessionConfig {

  /**
   * The keys of tokens: {@code id:base64key,…}; the first signs, all verify. Set by {@code
   * SESSION_KEYS}. Empty: a key that this process makes and forgets, for tests.
   */
  Optional<String> keys();

  /**
   * How long a token remembers what a client has seen of cached things: as long as a cached answer
   * may be old. Raising it makes tokens longer and cached answers of less use.
   */
  @WithDefault("PT30S")
  Duration staleness();

  /**
   * How far ahead of this instance's clock the times of a token may be. Lower than the clocks of
   * the instances and the database differ, and good tokens are ignored.
   */
  @WithDefault("PT60S")
  Duration clockSkew();

  /**
   * Whether writes must name this instance in a {@code SERVER_ID} cookie, as clients of the older
   * protocol do. Every client's first write then takes two requests.
   */
  @WithDefault("false")
  boolean pinned();
}
