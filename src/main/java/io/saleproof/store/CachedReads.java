package io.saleproof.store;

import io.saleproof.session.RequestSession;
import io.saleproof.session.SessionConfig;
import io.saleproof.session.SessionTimes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets a cache of this process keep what tokens promise: a client is served nothing older than what
 * it has written or been shown. Others are served from the cache as long as its own bound allows.
 *
 * <p>Times are those of the database's log; of a server that has none, this instance's clock.
 */
@Singleton
public class CachedReads {

  private static final long MILLIS = 1_000;

  private final CausalSessions sessions;
  private final Clock clock;
  private final long rememberedMillis;

  @Inject
  CachedReads(Store store, Clock clock, SessionConfig config) {
    this(store, clock, config.staleness());
  }

  /**
   * @param remembered how long tokens remember what clients have seen
   */
  public CachedReads(Store store, Clock clock, Duration remembered) {
    this.sessions = store.sessions();
    this.clock = clock;
    this.rememberedMillis = remembered.toMillis();
  }

  /**
   * Something that was read to be kept.
   *
   * @param covers all that was written up to this time is in it
   * @param since at this time, the latest, it was so already
   * @param begun when its reading began, milliseconds of the wall clock
   */
  public record Kept<T>(T value, long covers, long since, long begun) {}

  /** Whether it may be served to the client of the current request. */
  public boolean suits(String thing, Kept<?> kept) {
    RequestSession request = RequestSession.current();
    if (request == null) {
      return true;
    }
    OptionalLong demanded = request.demandedVersion(thing);
    if (demanded.isPresent()) {
      return kept.covers() >= demanded.getAsLong();
    }
    return !request.goesOn() || coversAllSeen(request, kept);
  }

  /**
   * Whether it has all of the thing that the client may have seen, though its token doesn't name
   * it: it covers all that the token demands, or at least what tokens don't remember any more. When
   * it was read says nothing of that, as a replica may have been behind then.
   */
  private boolean coversAllSeen(RequestSession request, Kept<?> kept) {
    Optional<SessionTimes> demanded = request.demanded();
    if (demanded.isPresent() && kept.covers() >= demanded.get().operationTime()) {
      return true;
    }
    long complete =
        demanded.isPresent()
            ? Math.min(kept.begun(), MILLIS * (kept.covers() >>> Integer.SIZE))
            : kept.begun();
    return complete >= request.floor() && complete > clock.millis() - rememberedMillis;
  }

  /**
   * Reads it anew, never older than what was kept before, nor than what the client demands.
   *
   * @param before what was kept until now
   */
  public <T> Kept<T> load(String thing, @Nullable Kept<T> before, Supplier<T> read) {
    RequestSession request = RequestSession.current();
    CausalSession session = sessions.current();
    long demanded = request == null ? 0 : request.demandedVersion(thing).orElse(0);
    long begun = clock.millis();
    // One server has what was written before the reading began, and nothing can be said of later.
    long covers = begun;
    if (session != null) {
      session.goOnFrom(Math.max(demanded, before == null ? 0 : before.since()));
      covers = session.operationTime();
    }
    T value = read.get();
    if (session != null && session.operationTime() < covers) {
      // The token was refused and dropped on the way: its times say nothing of what was read.
      covers = 0;
    }
    long since = before != null && before.value().equals(value) ? before.since() : now(session);
    return new Kept<>(value, covers, since, begun);
  }

  /** The client of the current request is shown it, and nothing older from now on. */
  public void shown(String thing, Kept<?> kept) {
    RequestSession request = RequestSession.current();
    if (request != null) {
      request.saw(thing, kept.since());
    }
  }

  /** The client of the current request has changed what is kept of it. */
  public void changed(String thing) {
    RequestSession request = RequestSession.current();
    if (request != null) {
      request.saw(thing, now(sessions.current()));
    }
  }

  private long now(@Nullable CausalSession session) {
    // The next millisecond: what comes within this one may have come before or after.
    return session == null ? clock.millis() + 1 : session.operationTime();
  }
}
