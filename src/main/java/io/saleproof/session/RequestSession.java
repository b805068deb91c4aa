package io.saleproof.session;

import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One request's part of a client's session: what its token demands, how far it has come since, and
 * what the next token will say. It begins before any handler and ends when the answer has left.
 *
 * <p>All methods may be called from any thread. Both times and the versions only grow, whatever the
 * order of calls, but for {@link #ignoreToken}.
 */
public final class RequestSession {

  private static final Logger LOG = Logger.getLogger(RequestSession.class);
  private static final String KEY = RequestSession.class.getName();
  private static final ThreadLocal<@Nullable RequestSession> BOUND = new ThreadLocal<>();

  private final InstantSource clock;
  private final Preferences preferences;
  private final Supplier<ClientClass> clientClass;
  private final Map<Class<?>, AutoCloseable> attached = new LinkedHashMap<>();
  private final RequestNotes notes = new RequestNotes();
  private SessionTimes demanded;
  private SessionTimes times;
  private SeenThings things;
  private boolean goesOn;
  private boolean ended;

  /**
   * @param demanded what a token that held says; {@link SessionTimes#NONE} without one
   * @param clientClass asked when it is wanted: who calls is found out after the session has begun
   */
  public RequestSession(
      InstantSource clock,
      SessionTimes demanded,
      Preferences preferences,
      Supplier<ClientClass> clientClass) {
    this(
        clock,
        new SessionState(demanded, SeenThings.NONE),
        !demanded.equals(SessionTimes.NONE),
        preferences,
        clientClass);
  }

  /**
   * @param goesOn whether there was a token that held, though it may say nothing any more
   */
  RequestSession(
      InstantSource clock,
      SessionState token,
      boolean goesOn,
      Preferences preferences,
      Supplier<ClientClass> clientClass) {
    this.clock = clock;
    this.demanded = token.times();
    this.times = token.times();
    this.things = token.things();
    this.goesOn = goesOn;
    this.preferences = preferences;
    this.clientClass = clientClass;
  }

  /**
   * The session of the request that this thread works for: what {@link #within} has bound, else
   * that of the server's context. {@code null} in background work, and when the request has ended.
   */
  public static @Nullable RequestSession current() {
    RequestSession session = BOUND.get();
    if (session == null) {
      Context context = Vertx.currentContext();
      session =
          context != null && VertxContext.isDuplicatedContext(context)
              ? context.getLocal(KEY)
              : null;
    }
    return session == null || session.hasEnded() ? null : session;
  }

  /** The thread works for this session from now on; for which it did before is told. */
  private static @Nullable RequestSession bind(RequestSession session) {
    RequestSession outer = BOUND.get();
    BOUND.set(session);
    return outer;
  }

  private static void unbind(@Nullable RequestSession outer) {
    if (outer == null) {
      BOUND.remove();
    } else {
      BOUND.set(outer);
    }
  }

  /** Does the work for a request of this session. */
  public static <T> T within(RequestSession session, Callable<T> work) throws Exception {
    RequestSession outer = bind(session);
    try {
      return work.call();
    } finally {
      unbind(outer);
    }
  }

  /** Does work that is no request's in a session of its own, which begins with no demands. */
  public static <T> T alone(InstantSource clock, Supplier<T> work) {
    RequestSession session =
        new RequestSession(clock, SessionTimes.NONE, Preferences.NONE, () -> ClientClass.SHOPPER);
    RequestSession outer = bind(session);
    try {
      return work.get();
    } finally {
      unbind(outer);
      session.end();
    }
  }

  /**
   * Does work that serves others as well, as if another request of this client asked for it: how
   * far the work comes in the database's history is not told to the client.
   */
  public <T> T apart(Supplier<T> work) {
    RequestSession twin = twin();
    RequestSession outer = bind(twin);
    try {
      return work.get();
    } finally {
      unbind(outer);
      twin.end();
      notes.take(twin.notes);
      if (twin.notes.faults().contains(TokenFault.REFUSED)) {
        ignoreToken(TokenFault.REFUSED);
      }
    }
  }

  private synchronized RequestSession twin() {
    return new RequestSession(
        clock, new SessionState(demanded, things), goesOn, preferences, clientClass);
  }

  /** Makes this the session of the request that the server's current context is of. */
  void begin() {
    Context context = Vertx.currentContext();
    if (context == null || !VertxContext.isDuplicatedContext(context)) {
      throw new IllegalStateException("not in the context of a request");
    }
    context.putLocal(KEY, this);
  }

  /**
   * What the database must have before it answers a read of this request. Empty: nothing, because
   * there was no token, or it was ignored, or its client has not read or written anything yet.
   */
  public synchronized Optional<SessionTimes> demanded() {
    return demanded.demandNothing() ? Optional.empty() : Optional.of(demanded);
  }

  /**
   * Whether the client has come with a token that held. If so it may have seen more than is {@link
   * #demandedVersion demanded}: of cached things a token forgets.
   */
  public synchronized boolean goesOn() {
    return goesOn;
  }

  /** How far the client has come, this request included. */
  public synchronized SessionTimes times() {
    return times;
  }

  /** The database has told these times with an answer for this request. */
  public synchronized void advance(SessionTimes told) {
    times = times.later(told);
  }

  /** The token turned out to be of no use: it is dropped as if it had never been sent. */
  public synchronized void ignoreToken(TokenFault why) {
    goesOn = false;
    demanded = SessionTimes.NONE;
    times = SessionTimes.NONE;
    things = SeenThings.NONE;
    notes.fault(why);
  }

  /** Has a cause named as {@code noise} in the request's line in the log; one of few words. */
  public void noise(String cause) {
    notes.noise(cause);
  }

  public Preferences preferences() {
    return preferences;
  }

  /** Call it in a handler: before, it is not known who calls. */
  public ClientClass clientClass() {
    return clientClass.get();
  }

  /** Tells the client which of its preferences was applied, or how: {@code Preference-Applied}. */
  public void note(String preference) {
    notes.applied(preference);
  }

  /** The client is shown, or has made, this version of something that is cached. */
  public synchronized void saw(String thing, long version) {
    things = things.with(thing, version, clock.millis());
  }

  /**
   * The same of what is so since some time: no answer that was complete then is older, so that the
   * token may forget it a staleness bound after that time instead of after now.
   *
   * @param since milliseconds of the wall clock
   */
  public synchronized void saw(String thing, long version, long since) {
    things = things.with(thing, version, Math.min(since, clock.millis()));
  }

  /** The version that a cached answer about the thing must have, or a later one. */
  public synchronized OptionalLong demandedVersion(String thing) {
    return things.versionOf(thing);
  }

  /**
   * When a cached answer about a thing without a demanded version must have been loaded, or later,
   * in milliseconds of the wall clock; 0: any time will do.
   */
  public synchronized long floor() {
    return things.floor();
  }

  /**
   * Something that lives as long as the request, such as the driver's session; made when it is
   * asked for first, closed when the request has ended.
   *
   * @throws IllegalStateException if it has
   */
  public synchronized <T extends AutoCloseable> T attached(Class<T> type, Supplier<T> maker) {
    if (ended) {
      throw new IllegalStateException("the request has ended");
    }
    return type.cast(attached.computeIfAbsent(type, absent -> maker.get()));
  }

  /** What the client's next token says. */
  synchronized SessionState state() {
    return new SessionState(times, things);
  }

  /** What its client is told beside the answer. */
  RequestNotes notes() {
    return notes;
  }

  private synchronized boolean hasEnded() {
    return ended;
  }

  /** Closes what is attached. Further calls do nothing. */
  synchronized void end() {
    ended = true;
    for (AutoCloseable resource : attached.values()) {
      try {
        resource.close();
      } catch (Exception broken) {
        LOG.warnf(broken, "a %s was not closed", resource.getClass().getSimpleName());
      }
    }
    attached.clear();
  }
}
