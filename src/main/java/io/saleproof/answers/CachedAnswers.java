package io.saleproof.answers;

import io.saleproof.cache.Answer;
import io.saleproof.cache.Demand;
import io.saleproof.cache.Entry;
import io.saleproof.cache.VersionedCache;
import io.saleproof.http.PageLink;
import io.saleproof.http.Preconditions;
import io.saleproof.session.RequestSession;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CachedThing;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import org.jspecify.annotations.Nullable;

/**
 * Answers from the cache for resources: what the lane passed on, because it has to be loaded or has
 * to be looked at first.
 */
@Singleton
public class CachedAnswers {

  /** What a tag of the compressed form ends in: a strong tag is of one form only. */
  static final String GZIP = Preconditions.GZIP;

  static final String JSON = MediaType.APPLICATION_JSON + ";charset=UTF-8";

  private final VersionedCache cache;
  private final CachedReads reads;
  private final Clock clock;

  CachedAnswers(VersionedCache cache, CachedReads reads, Clock clock) {
    this.cache = cache;
    this.reads = reads;
    this.clock = clock;
  }

  /**
   * What the client of the current request may be shown of the thing, loaded if need be; it counts
   * as shown to them.
   */
  public Answer get(CachedRead read) {
    CachedThing thing = read.thing();
    RequestSession request = RequestSession.current();
    Demand demand = request == null ? Demand.NONE : reads.demand(request, thing);
    Answer handed = HandedOver.take(thing.key());
    Answer answer =
        handed != null && cache.mayServe(thing.key(), demand, handed)
            ? handed
            : cache.get(thing.key(), demand, read.loader());
    if (request != null) {
      reads.shown(request, thing, answer.entry());
    }
    return answer;
  }

  /** 200 or 304 of something that is there, with all that belongs to it. */
  public Response.ResponseBuilder respond(
      Answer answer, RoutingContext context, @Nullable String ifNoneMatch) {
    Entry entry = answer.entry();
    HttpServerRequest request = context.request();
    byte[] gzip = entry.gzip();
    boolean compressed =
        gzip != null && Encodings.takeGzip(request.getHeader(HttpHeaders.ACCEPT_ENCODING));
    Response.ResponseBuilder builder =
        isKnown(entry, ifNoneMatch)
            ? Response.notModified()
            : Response.ok(compressed ? gzip : entry.body(), JSON);
    if (compressed) {
      builder.header(HttpHeaders.CONTENT_ENCODING, "gzip");
    }
    String next = entry.next();
    if (next != null) {
      builder.header(HttpHeaders.LINK, PageLink.next(request.path(), request.query(), next));
    }
    return origin(builder, answer)
        .header(HttpHeaders.ETAG, etag(entry, compressed))
        .header(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
  }

  /** Where an answer has come from, also if it says that there is nothing. */
  public Response.ResponseBuilder origin(Response.ResponseBuilder builder, Answer answer) {
    long now = clock.millis();
    return builder.header("Cache-Status", answer.cacheStatus(now)).header("Age", answer.age(now));
  }

  static String etag(Entry entry, boolean compressed) {
    return "\"" + entry.tag() + (compressed ? GZIP : "") + "\"";
  }

  /** Of whichever form the client has it: both are of the same state. */
  static boolean isKnown(Entry entry, @Nullable String ifNoneMatch) {
    return ifNoneMatch != null && new Preconditions(null, ifNoneMatch).has(entry.tag());
  }
}
