package io.saleproof.session;

import java.time.InstantSource;
import java.util.Optional;

/** Reads tokens as no client can, to see how far they say that one has come. */
public final class TokenTimes {

  private final long cluster;
  private final KeyRing keys;

  /**
   * @param keys all that tokens may be signed with
   */
  public TokenTimes(long cluster, String keys) {
    this.cluster = cluster;
    this.keys = KeyRing.parse(keys);
  }

  /** Empty if the token would be ignored. */
  public Optional<SessionTimes> of(String token) {
    SettingsForTests settings = new SettingsForTests(false);
    TokenCodec codec = new TokenCodec(keys, cluster, settings.clockSkew());
    return switch (codec.open(token, InstantSource.system().instant())) {
      case OpenedToken.Valid(SessionState state) -> Optional.of(state.times());
      case OpenedToken.Ignored ignored -> Optional.empty();
    };
  }
}
