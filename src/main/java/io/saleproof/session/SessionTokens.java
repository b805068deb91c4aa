package io.saleproof.session;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Opens the tokens that requests bring, and makes those that answers carry. */
@ApplicationScoped
public class SessionTokens {

  /** Of tokens that one request brings, so many are looked at. */
  static final int MAX_OF_A_REQUEST = 16;

  /**
   * What a request's tokens say together.
   *
   * @param counted whether any of them counts; its state may be empty nevertheless
   * @param faults of those that count for nothing
   */
  record Presented(SessionState state, boolean counted, List<TokenFault> faults) {
    Presented {
      faults = List.copyOf(faults);
    }
  }

  private final KeyRing keys;
  private final ClusterIdentity cluster;
  private final InstantSource clock;
  private final Duration skew;
  private final Duration staleness;
  private volatile @Nullable Empty empty;

  /** The token of clients that have seen nothing, and when it was made. */
  private record Empty(long cluster, long second, String token) {}

  @jakarta.inject.Inject
  SessionTokens(SessionConfig config, ClusterIdentity cluster, java.time.Clock clock) {
    this(KeyRing.parse(config.keys().orElseGet(KeyRing::made)), cluster, clock, config);
  }

  SessionTokens(KeyRing keys, ClusterIdentity cluster, InstantSource clock, SessionConfig config) {
    this.keys = keys;
    this.cluster = cluster;
    this.clock = clock;
    this.skew = config.clockSkew();
    this.staleness = config.staleness();
  }

  InstantSource clock() {
    return clock;
  }

  /** Several tokens count together: of each time, and of each thing's version, the newest. */
  Presented open(List<String> tokens) {
    Instant now = clock.instant();
    SessionState together = SessionState.NONE;
    List<TokenFault> faults = new ArrayList<>();
    List<String> looked = tokens.subList(0, Math.min(tokens.size(), MAX_OF_A_REQUEST));
    for (String token : looked) {
      switch (codec().open(token, now)) {
        case OpenedToken.Valid(SessionState state) -> together = together.and(state);
        case OpenedToken.Ignored(TokenFault fault) -> faults.add(fault);
      }
    }
    return new Presented(
        together.since(now.minus(staleness)), faults.size() < looked.size(), faults);
  }

  String issue(SessionState state) {
    Instant now = clock.instant();
    SessionState lasting = state.since(now.minus(staleness));
    return lasting.equals(SessionState.NONE) ? empty(now) : codec().issue(lasting, now);
  }

  /** A token that says nothing may be the same for everybody, and is for a second. */
  private String empty(Instant now) {
    Empty last = empty;
    if (last == null || last.cluster != cluster.id() || last.second != now.getEpochSecond()) {
      String token = codec().issue(SessionState.NONE, now);
      last = new Empty(cluster.id(), now.getEpochSecond(), token);
      empty = last;
    }
    return last.token;
  }

  private TokenCodec codec() {
    return new TokenCodec(keys, cluster.id(), skew);
  }
}
