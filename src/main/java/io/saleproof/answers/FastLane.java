package io.saleproof.answers;

import io.quarkus.arc.All;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.saleproof.cache.Answer;
import io.saleproof.cache.CacheKey;
import io.saleproof.cache.Demand;
import io.saleproof.cache.Entry;
import io.saleproof.cache.VersionedCache;
import io.saleproof.http.FirstAnswers;
import io.saleproof.http.HttpLimits;
import io.saleproof.http.ListenerConfig;
import io.saleproof.http.ProblemException;
import io.saleproof.http.RequestIds;
import io.saleproof.http.RequestLog;
import io.saleproof.http.RequestTimers;
import io.saleproof.session.RequestSession;
import io.saleproof.session.VisitorSessions;
import io.saleproof.store.CachedReads;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * Answers from the cache on the event loop, before anything else is done to a request: GET and HEAD
 * of an address that is open to everyone, by someone who doesn't say who they are and wants nothing
 * unusual. Whatever it can't answer goes on as if it hadn't been here.
 *
 * <p>Longer than other classes: it is one path, and each step of it counts.
 */
@Singleton
public class FastLane implements FirstAnswers {

  /** Before sessions and the front door, whose parts it does itself. */
  private static final int PRIORITY = 20_000;

  private static final int NOT_MODIFIED = 304;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final CharSequence JSON = HttpHeaders.createOptimized(CachedAnswers.JSON);
  private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
  private static final CharSequence ACCEPT_ENCODING =
      HttpHeaders.createOptimized("Accept-Encoding");
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("Cache-Status");
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(RequestIds.HEADER);
  private static final CharSequence LINK = HttpHeaders.createOptimized("Link");

  private final Addresses addresses;
  private final VersionedCache cache;
  private final CachedReads reads;
  private final VisitorSessions sessions;
  private final HttpLimits limits;
  private final ListenerConfig listener;
  private final boolean traced;
  private final Clock clock;
  private final AtomicInteger waiting = new AtomicInteger();

  FastLane(
      @All List<CachedRoute> routes,
      VersionedCache cache,
      CachedReads reads,
      VisitorSessions sessions,
      HttpLimits limits,
      ListenerConfig listener,
      @ConfigProperty(name = "quarkus.otel.sdk.disabled") boolean untraced,
      RequestTimers timers,
      Clock clock) {
    this.addresses = new Addresses(routes, timers);
    this.cache = cache;
    this.reads = reads;
    this.sessions = sessions;
    this.limits = limits;
    this.listener = listener;
    this.traced = !untraced;
    this.clock = clock;
  }

  /** Where the framework listens, the lane is the first of its filters. */
  void install(@Observes Filters filters) {
    if (!listener.enabled()) {
      filters.register(context -> enter(context.request(), context::next), PRIORITY);
    }
  }

  /** A request that the lane may answer. */
  private record Visit(
      HttpServerRequest request,
      Runnable goOn,
      Address address,
      @Nullable RequestSession session,
      long begun) {}

  @Override
  public void enter(HttpServerRequest request, Runnable goOn) {
    long begun = System.nanoTime();
    Address address = addresses.of(request);
    if (address == null) {
      goOn.run();
      return;
    }
    RequestSession session = null;
    if (!VisitorSessions.isNew(request)) {
      session = sessions.open(request);
      if (session == null) {
        goOn.run();
        return;
      }
    }
    Visit visit = new Visit(request, goOn, address, session, begun);
    Demand demand = session == null ? Demand.NONE : reads.demand(session, address.thing());
    Answer held = cache.peek(address.thing().key(), demand, address.loader());
    if (held != null) {
      answer(visit, held);
    } else if (waiting.get() < limits.maxInFlight()) {
      askFurther(visit, demand);
    } else {
      goOn.run();
    }
  }

  private void askFurther(Visit visit, Demand demand) {
    Context loop = Vertx.currentContext();
    Future<@Nullable Answer> asked = cache.find(visit.address.thing().key(), demand);
    if (asked.isComplete()) {
      answerOrLoad(visit, demand, asked.result(), loop);
      return;
    }
    waiting.incrementAndGet();
    asked.onComplete(
        found -> back(loop, visit, () -> answerOrLoad(visit, demand, found.result(), loop)));
  }

  private void answerOrLoad(Visit visit, Demand demand, @Nullable Answer found, Context loop) {
    if (found != null) {
      answer(visit, found);
    } else if (traced) {
      // The framework knows how to show what the database does as a part of the request.
      visit.goOn.run();
    } else {
      load(visit, demand, loop);
    }
  }

  /** Where blocking is allowed; what can't be loaded is told by the resource. */
  private void load(Visit visit, Demand demand, Context loop) {
    waiting.incrementAndGet();
    Thread.ofVirtual()
        .name("cache-load")
        .start(
            () -> {
              Runnable next = loaded(visit, demand);
              back(loop, visit, next);
            });
  }

  /** What to do with it on the event loop. */
  private Runnable loaded(Visit visit, Demand demand) {
    CacheKey key = visit.address.thing().key();
    try {
      Answer answer = cache.get(key, demand, visit.address.loader());
      return () -> answer(visit, answer);
    } catch (RuntimeException failed) {
      return () -> {
        HandedOver.leave(key, failed);
        visit.goOn.run();
      };
    }
  }

  private void back(Context loop, Visit visit, Runnable next) {
    loop.runOnContext(
        now -> {
          waiting.decrementAndGet();
          if (!visit.request.response().closed()) {
            next.run();
          }
        });
  }

  private void answer(Visit visit, Answer answer) {
    HttpServerRequest request = visit.request;
    Entry entry = answer.entry();
    Boolean known = entry.absent() ? null : isKnown(entry, request);
    if (known == null) {
      // What is missing is a problem to be told in full, as is a tag that is none.
      HandedOver.leave(visit.address.thing().key(), answer);
      visit.goOn.run();
      return;
    }
    long now = clock.millis();
    Prepared ready = entry.prepared(Prepared.class, Prepared::new);
    Prepared.Form form = ready.form(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    HttpServerResponse response = request.response();
    MultiMap headers = response.headers();
    String id = RequestIds.choose(request.getHeader(REQUEST_ID));
    headers.add(REQUEST_ID, id);
    headers.add(HttpHeaders.ETAG, form.etag());
    headers.add(HttpHeaders.VARY, ACCEPT_ENCODING);
    Prepared.Ages ages = ready.ages(answer, now);
    headers.add(CACHE_STATUS, ages.cacheStatus());
    headers.add(HttpHeaders.AGE, ages.age());
    String cursor = entry.next();
    if (cursor != null) {
      headers.add(LINK, visit.address.link(request, cursor));
    }
    next(ready, visit.address, visit.session, entry, now).to(request, headers);
    end(request, response, form, known);
    sessions.answered();
    long nanos = System.nanoTime() - visit.begun;
    visit.address.answered(request.method(), known).record(nanos, TimeUnit.NANOSECONDS);
    if (limits.logHits()) {
      RequestLog.answered(request, id, nanos / NANOS_PER_MILLI);
    }
  }

  private static void end(
      HttpServerRequest request, HttpServerResponse response, Prepared.Form form, boolean known) {
    MultiMap headers = response.headers();
    if (form.compressed()) {
      headers.add(HttpHeaders.CONTENT_ENCODING, GZIP);
    }
    if (known) {
      response.setStatusCode(NOT_MODIFIED).end();
      return;
    }
    headers.add(HttpHeaders.CONTENT_TYPE, JSON);
    headers.add(HttpHeaders.CONTENT_LENGTH, form.length());
    if (request.method() == HttpMethod.HEAD) {
      response.end();
    } else {
      response.end(form.body());
    }
  }

  private VisitorSessions.Next next(
      Prepared ready, Address address, @Nullable RequestSession session, Entry entry, long now) {
    if (session != null) {
      reads.shown(session, address.thing(), entry);
      return sessions.next(session);
    }
    return ready.ofNewVisitor(
        now,
        () -> {
          RequestSession fresh = sessions.fresh();
          reads.shown(fresh, address.thing(), entry);
          return sessions.next(fresh);
        });
  }

  /** Whether the client has this state already; null if what it sent is no entity tag. */
  private static @Nullable Boolean isKnown(Entry entry, HttpServerRequest request) {
    String sent = request.getHeader(HttpHeaders.IF_NONE_MATCH);
    try {
      return CachedAnswers.isKnown(entry, sent);
    } catch (ProblemException malformed) {
      return null;
    }
  }
}
