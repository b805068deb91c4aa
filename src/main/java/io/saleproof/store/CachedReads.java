package io.saleproof.store;

import io.saleproof.cache.Demand;
import io.saleproof.cache.Entry;
import io.saleproof.cache.Loaded;
import io.saleproof.cache.Loader;
import io.saleproof.cache.Stamp;
import io.saleproof.session.ClusterTime;
import io.saleproof.session.RequestSession;
import io.saleproof.session.SessionConfig;
import io.saleproof.session.SessionTimes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Lets the cache keep what tokens promise: a client is served nothing older than what it has
 * written or been shown. Others are served from the cache as long as its own bound allows.
 *
 * <p>Times are those of the database's log; of a server that has none, this instance's clock. A
 * token need not remember what a client has seen if it was so already before the oldest answer that
 * the client may still get: hence the time <i>since</i> when something is as it is counts, not the
 * time at which it was seen. docs/sessions.md and ADR 9 tell more.
 */
@Singleton
public class CachedReads {

  private static final long MILLIS = 1_000;

  /**
   * A change that an instance dates to some time is in the database by so much later, however far
   * the clocks are apart and however long the write was tried.
   */
  private static final Duration SETTLED = Duration.ofSeconds(75);

  private final CausalSessions sessions;
  private final DatedReads reads;
  private final Clock clock;
  private final long rememberedMillis;

  @Inject
  CachedReads(
      Store store, CausalReads displayed, Clock clock, SessionConfig config, ReadsConfig reads) {
    this(store, displayed, clock, config.staleness(), reads.oldestWithoutPrimary());
  }

  /**
   * @param remembered how long tokens remember what clients have seen
   * @param oldestWithoutPrimary how far a secondary may be behind that is read because there is no
   *     primary
   */
  public CachedReads(
      Store store,
      CausalReads displayed,
      Clock clock,
      Duration remembered,
      Duration oldestWithoutPrimary) {
    this.sessions = store.sessions();
    this.reads = new DatedReads(sessions, displayed, clock, oldestWithoutPrimary);
    this.clock = clock;
    this.rememberedMillis = remembered.toMillis();
  }

  /** What the client of this request must not be served less than. Never blocks. */
  public Demand demand(RequestSession request, CachedThing thing) {
    String timeOf = thing.timeOf();
    String versionOf = thing.versionOf();
    OptionalLong time = timeOf == null ? OptionalLong.empty() : request.demandedVersion(timeOf);
    OptionalLong version =
        versionOf == null ? OptionalLong.empty() : request.demandedVersion(versionOf);
    Optional<SessionTimes> demanded = request.demanded();
    if (thing.causal() && demanded.isPresent()) {
      return new Demand(version.orElse(0), demanded.get().operationTime(), 0);
    }
    boolean named = versionOf == null ? time.isPresent() : version.isPresent();
    if (named || !request.goesOn()) {
      return time.isEmpty() && version.isEmpty()
          ? Demand.NONE
          : new Demand(version.orElse(0), time.orElse(0), 0);
    }
    Demand forgotten = coversAllSeen(request);
    return new Demand(0, later(forgotten.minCovers(), time.orElse(0)), forgotten.loadedSince());
  }

  /**
   * That an answer has all of the thing that the client may have seen, though its token doesn't
   * name it: it covers all that the token demands, or at least what tokens don't remember any more.
   * When it was read says nothing of that, as a replica may have been behind then.
   */
  private Demand coversAllSeen(RequestSession request) {
    long complete = Math.max(request.floor(), clock.millis() - rememberedMillis + 1);
    if (!sessions.areCausal()) {
      return new Demand(0, 0, complete);
    }
    long covers = Math.ceilDiv(complete, MILLIS) << Integer.SIZE;
    Optional<SessionTimes> demanded = request.demanded();
    return demanded.isPresent() && Long.compareUnsigned(demanded.get().operationTime(), covers) <= 0
        ? new Demand(0, demanded.get().operationTime(), 0)
        : new Demand(0, covers, complete);
  }

  /** The client is shown it, and nothing older from now on. Never blocks. */
  public void shown(RequestSession request, CachedThing thing, Entry entry) {
    saw(request, thing, entry.stamp().version(), entry.since());
    if (thing.causal() && isTimestamp(entry.since())) {
      // Who has written it may have seen all that was there by then.
      request.advance(new SessionTimes(ClusterTime.NONE, entry.since()));
    }
  }

  /**
   * The client of the current request has changed the thing to this version, or, if it has none,
   * just now.
   *
   * @return the database's time of the change
   */
  public long changed(CachedThing thing, long version) {
    long time = now(sessions.current());
    RequestSession request = RequestSession.current();
    if (request != null) {
      saw(request, thing, version, time);
    }
    return time;
  }

  /** Milliseconds need fewer bits than this. */
  private static boolean isTimestamp(long time) {
    return time >>> 45 != 0;
  }

  /** Of the last thing that the current request has written or read. */
  public long time() {
    return now(sessions.current());
  }

  private void saw(RequestSession request, CachedThing thing, long version, long since) {
    long at = isTimestamp(since) ? MILLIS * ((since >>> Integer.SIZE) + 1) : since;
    if (at <= clock.millis() - rememberedMillis) {
      return;
    }
    String versionOf = thing.versionOf();
    if (versionOf != null) {
      request.saw(versionOf, version, at);
    }
    thing.tells().forEach(name -> request.saw(name, since, at));
  }

  /** What the cache keeps of a state that a writer has just made. */
  public Loaded written(Shown state, long time) {
    return new Loaded(stamp(state, time), time, state.body(), state.tag(), state.next());
  }

  /**
   * Reads for the cache: for whoever asks, so that what is read covers, as far as that costs
   * nothing, all that this instance knows of.
   *
   * @param read must have no effects: it may be done more than once
   */
  public Loader loader(Supplier<Shown> read) {
    return atLeast ->
        RequestSession.current() == null
            ? RequestSession.alone(clock, () -> load(atLeast, read))
            : load(atLeast, read);
  }

  /** The same for what is causal: the client's token is told by {@link #shown} alone. */
  public Loader loaderApart(Supplier<Shown> read) {
    return atLeast -> {
      RequestSession request = RequestSession.current();
      return request == null
          ? RequestSession.alone(clock, () -> load(atLeast, read))
          : request.apart(() -> load(atLeast, read));
    };
  }

  /**
   * Reads things of one kind by their keys, those that are asked for at the same time in one query.
   *
   * @param query reads whichever of them are there; must have no effects
   */
  public <K, V> BatchedReads<K, V> batched(Function<List<K>, Map<K, V>> query) {
    return new BatchedReads<>(
        (atLeast, keys) ->
            RequestSession.alone(
                clock, () -> reads.dated(atLeast, () -> query.apply(keys), result -> false)),
        this);
  }

  /** See {@link DatedReads#isKnown}. */
  boolean isKnown(long atLeast) {
    return reads.isKnown(atLeast);
  }

  private Loaded load(long atLeast, Supplier<Shown> read) {
    return loaded(reads.dated(atLeast, read, Shown::absent));
  }

  /** What the cache keeps of it. */
  Loaded loaded(Dated<Shown> read) {
    Shown shown = read.value();
    long since = read.readAt();
    Instant changedAt = shown.changedAt();
    if (changedAt != null) {
      long settled = changedAt.plus(SETTLED).toEpochMilli();
      long time = isTimestamp(since) ? (settled / MILLIS) << Integer.SIZE : settled;
      since = Long.compareUnsigned(time, since) < 0 ? time : since;
    }
    if (since == read.readAt() && !isTimestamp(since)) {
      passMillisecond();
    }
    return new Loaded(stamp(shown, read.covers()), since, shown.body(), shown.tag(), shown.next());
  }

  private static Stamp stamp(Shown shown, long covers) {
    return shown.version() == Shown.TIMED
        ? Stamp.at(covers)
        : new Stamp(shown.version(), shown.absent(), covers);
  }

  private static long later(long one, long other) {
    return Long.compareUnsigned(one, other) >= 0 ? one : other;
  }

  private long now(@Nullable CausalSession session) {
    if (session != null) {
      return session.operationTime();
    }
    long next = clock.millis() + 1;
    passMillisecond();
    return next;
  }

  /**
   * A time of this instance's clock is the next millisecond: what comes within this one may have
   * come before or after. Whatever the caller does then is to come after.
   */
  private static void passMillisecond() {
    LockSupport.parkNanos(MILLIS * MILLIS);
  }
}
