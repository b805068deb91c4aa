package io.saleproof.answers;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.arc.All;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.saleproof.cache.Answer;
import io.saleproof.cache.Demand;
import io.saleproof.cache.Entry;
import io.saleproof.cache.Loader;
import io.saleproof.cache.Source;
import io.saleproof.cache.VersionedCache;
import io.saleproof.http.Admission;
import io.saleproof.http.FirstAnswers;
import io.saleproof.http.HttpLimits;
import io.saleproof.http.ListenerConfig;
import io.saleproof.http.PageLink;
import io.saleproof.http.ProblemException;
import io.saleproof.http.RequestIds;
import io.saleproof.http.RequestLog;
import io.saleproof.http.RequestTimers;
import io.saleproof.session.RequestSession;
import io.saleproof.session.VisitorSessions;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CachedThing;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.MultiMap;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
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
@ApplicationScoped
public class FastLane implements FirstAnswers {

  /** Before sessions and the front door, whose parts it does itself. */
  private static final int PRIORITY = 20_000;

  /** Longer addresses are looked at by the resource. */
  private static final int MAX_URI_CHARS = 512;

  /** So many addresses are remembered with what they mean. */
  private static final int MAX_ADDRESSES = 8_192;

  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private static final CharSequence JSON = HttpHeaders.createOptimized(CachedAnswers.JSON);
  private static final CharSequence GZIP = HttpHeaders.createOptimized("gzip");
  private static final CharSequence ACCEPT_ENCODING =
      HttpHeaders.createOptimized("Accept-Encoding");
  private static final CharSequence CACHE_STATUS = HttpHeaders.createOptimized("Cache-Status");
  private static final CharSequence REQUEST_ID = HttpHeaders.createOptimized(RequestIds.HEADER);
  private static final CharSequence LINK = HttpHeaders.createOptimized("Link");

  /** An address that was understood. */
  private static final class Address {
    private final CachedThing thing;
    private final Loader loader;
    private final String template;
    private volatile @Nullable Next next;

    private record Next(String cursor, String link) {}

    Address(CachedRead read, String template) {
      this.thing = read.thing();
      this.loader = read.loader();
      this.template = template;
    }

    String link(HttpServerRequest request, String cursor) {
      Next known = next;
      if (known == null || !known.cursor.equals(cursor)) {
        known = new Next(cursor, PageLink.next(request.path(), request.query(), cursor));
        next = known;
      }
      return known.link;
    }
  }

  private final List<CachedRoute> routes;
  private final VersionedCache cache;
  private final CachedReads reads;
  private final VisitorSessions sessions;
  private final HttpLimits limits;
  private final ListenerConfig listener;
  private final boolean traced;
  private final RequestTimers timers;
  private final Clock clock;
  private final AtomicInteger waiting = new AtomicInteger();
  private final Cache<String, Address> addresses =
      Caffeine.newBuilder().maximumSize(MAX_ADDRESSES).executor(Runnable::run).build();
  private final Cache<Entry, Prepared> prepared =
      Caffeine.newBuilder().weakKeys().executor(Runnable::run).build();

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
    this.routes = routes;
    this.cache = cache;
    this.reads = reads;
    this.sessions = sessions;
    this.limits = limits;
    this.listener = listener;
    this.traced = !untraced;
    this.timers = timers;
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
    Address address = isPlain(request) ? address(request) : null;
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
    Demand demand = session == null ? Demand.NONE : reads.demand(session, address.thing);
    Answer held = cache.peek(address.thing.key(), demand);
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
    Future<@Nullable Answer> asked = cache.find(visit.address.thing.key(), demand);
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

  /** Where blocking is allowed; what can't be loaded is told by the resource, which tries again. */
  private void load(Visit visit, Demand demand, Context loop) {
    waiting.incrementAndGet();
    Thread.ofVirtual()
        .name("cache-load")
        .start(
            () -> {
              Answer loaded = loaded(visit, demand);
              back(
                  loop,
                  visit,
                  () -> {
                    if (loaded == null) {
                      visit.goOn.run();
                    } else {
                      answer(visit, loaded);
                    }
                  });
            });
  }

  private @Nullable Answer loaded(Visit visit, Demand demand) {
    try {
      return cache.get(visit.address.thing.key(), demand, visit.address.loader);
    } catch (RuntimeException failed) {
      return null;
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
      visit.goOn.run();
      return;
    }
    long now = clock.millis();
    Prepared ready = prepared.get(entry, Prepared::new);
    Prepared.Form form = ready.form(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    HttpServerResponse response = request.response();
    MultiMap headers = response.headers();
    String id = RequestIds.choose(request.getHeader(REQUEST_ID));
    headers.set(REQUEST_ID, id);
    headers.set(HttpHeaders.ETAG, form.etag());
    headers.set(HttpHeaders.VARY, ACCEPT_ENCODING);
    headers.set(CACHE_STATUS, answer.cacheStatus(now));
    headers.set(HttpHeaders.AGE, Long.toString(answer.age(now)));
    String cursor = entry.next();
    if (cursor != null) {
      headers.set(LINK, visit.address.link(request, cursor));
    }
    next(ready, visit.address, visit.session, entry, now).to(request, headers);
    end(request, response, form, known);
    sessions.answered();
    long nanos = System.nanoTime() - visit.begun;
    timers
        .of(request.method().name(), visit.address.template, known ? NOT_MODIFIED : OK)
        .record(nanos, TimeUnit.NANOSECONDS);
    if (answer.source() == Source.LOADED || limits.logHits()) {
      RequestLog.answered(request, id, nanos / NANOS_PER_MILLI);
    }
  }

  private static void end(
      HttpServerRequest request, HttpServerResponse response, Prepared.Form form, boolean known) {
    MultiMap headers = response.headers();
    if (form.compressed()) {
      headers.set(HttpHeaders.CONTENT_ENCODING, GZIP);
    }
    if (known) {
      response.setStatusCode(NOT_MODIFIED).end();
      return;
    }
    headers.set(HttpHeaders.CONTENT_TYPE, JSON);
    headers.set(HttpHeaders.CONTENT_LENGTH, form.length());
    if (request.method() == HttpMethod.HEAD) {
      response.end();
    } else {
      response.end(form.body());
    }
  }

  private VisitorSessions.Next next(
      Prepared ready, Address address, @Nullable RequestSession session, Entry entry, long now) {
    if (session != null) {
      reads.shown(session, address.thing, entry);
      return sessions.next(session);
    }
    return ready.ofNewVisitor(
        now,
        () -> {
          RequestSession fresh = sessions.fresh();
          reads.shown(fresh, address.thing, entry);
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

  private static boolean isPlain(HttpServerRequest request) {
    HttpMethod method = request.method();
    if (method != HttpMethod.GET && method != HttpMethod.HEAD) {
      return false;
    }
    MultiMap headers = request.headers();
    return !headers.contains(HttpHeaders.AUTHORIZATION)
        && !headers.contains(HttpHeaders.CONTENT_LENGTH)
        && !headers.contains(HttpHeaders.TRANSFER_ENCODING)
        && takesJson(headers.get(HttpHeaders.ACCEPT))
        && Admission.isSmall(request);
  }

  /** Whether JSON will do, beyond doubt. */
  private static boolean takesJson(@Nullable String accepted) {
    return accepted == null
        || accepted.equals("*/*")
        || accepted.equals("application/json")
        || (!accepted.contains("q=0")
            && (accepted.contains("application/json") || accepted.contains("*/*")));
  }

  private @Nullable Address address(HttpServerRequest request) {
    String uri = request.uri();
    if (uri.length() > MAX_URI_CHARS) {
      return null;
    }
    Address known = addresses.getIfPresent(uri);
    return known == null ? understood(request, uri) : known;
  }

  private @Nullable Address understood(HttpServerRequest request, String uri) {
    String path = request.path();
    if (path == null || path.indexOf('%') >= 0 || !Admission.isAddress(uri)) {
      return null;
    }
    for (CachedRoute route : routes) {
      CachedRead read = route.of(path, request.query());
      if (read != null) {
        Address address = new Address(read, route.template());
        addresses.put(uri, address);
        return address;
      }
    }
    return null;
  }
}
