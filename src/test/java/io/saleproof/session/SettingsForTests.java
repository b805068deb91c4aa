package io.saleproof.session;

import java.time.Duration;
import java.util.Optional;

/** Settings as they are by default, but for the mode. */
record SettingsForTests(boolean pinned) implements SessionConfig {

  @Override
  public Optional<String> keys() {
    return Optional.empty();
  }

  @Override
  public Duration staleness() {
    return Duration.ofSeconds(30);
  }

  @Override
  public Duration clockSkew() {
    return Duration.ofSeconds(60);
  }
}
