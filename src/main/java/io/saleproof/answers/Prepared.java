package io.saleproof.answers;

import io.saleproof.cache.Answer;
import io.saleproof.cache.Entry;
import io.saleproof.cache.Source;
import io.saleproof.session.VisitorSessions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What all answers of one entry have in common, made once: buffers, headers, and for a short time
 * the token of those who come without one, who have all seen the same.
 */
final class Prepared {

  /** For so long the same token is given out. */
  private static final long SHARED_MILLIS = 250;

  /** One form of the entry's bytes, with what its headers say. */
  record Form(Buffer body, CharSequence length, CharSequence etag, boolean compressed) {}

  /** What an answer of some age says of it. */
  record Ages(Source source, long seconds, long ttl, CharSequence age, CharSequence cacheStatus) {}

  private record Shared(VisitorSessions.Next next, long until) {}

  private final Form plain;
  private final @Nullable Form gzip;
  private volatile @Nullable Shared shared;
  private volatile @Nullable Ages ages;

  Prepared(Entry entry) {
    this.plain = form(entry.bodyBuffer(), entry, false);
    Buffer compressed = entry.gzipBuffer();
    this.gzip = compressed == null ? null : form(compressed, entry, true);
  }

  private static Form form(Buffer body, Entry entry, boolean compressed) {
    return new Form(
        body,
        HttpHeaders.createOptimized(Integer.toString(body.length())),
        HttpHeaders.createOptimized(CachedAnswers.etag(entry, compressed)),
        compressed);
  }

  /** The one for this {@code Accept-Encoding}; not compressed if that saves nothing. */
  Form form(@Nullable String accepted) {
    Form compressed = gzip;
    return compressed != null && Encodings.takeGzip(accepted) ? compressed : plain;
  }

  /** What headers say of the answer's age, which is the same for a second. */
  Ages ages(Answer answer, long now) {
    long seconds = answer.age(now);
    long ttl = answer.ttl(now);
    Ages last = ages;
    if (last != null
        && last.seconds == seconds
        && last.ttl == ttl
        && last.source == answer.source()
        && last.source != Source.LOADED) {
      return last;
    }
    last =
        new Ages(
            answer.source(),
            seconds,
            ttl,
            HttpHeaders.createOptimized(Long.toString(seconds)),
            HttpHeaders.createOptimized(answer.cacheStatus(now)));
    ages = last;
    return last;
  }

  /** The session of whoever is shown this now and has seen nothing else. */
  VisitorSessions.Next ofNewVisitor(long now, Supplier<VisitorSessions.Next> made) {
    Shared last = shared;
    if (last == null || now >= last.until || now < last.until - SHARED_MILLIS) {
      last = new Shared(made.get(), now + SHARED_MILLIS);
      shared = last;
    }
    return last.next;
  }
}
