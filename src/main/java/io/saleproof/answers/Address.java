package io.saleproof.answers;

import io.micrometer.core.instrument.Timer;
import io.saleproof.cache.Loader;
import io.saleproof.http.PageLink;
import io.saleproof.http.RequestTimers;
import io.saleproof.store.CachedThing;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** An address that was understood, and what its answers need to have ready. */
final class Address {

  private static final int OK = 200;
  private static final int NOT_MODIFIED = 304;

  private final CachedRead read;
  private final String template;
  private final RequestTimers timers;
  private final AtomicReferenceArray<@Nullable Timer> known = new AtomicReferenceArray<>(4);
  private volatile @Nullable Next next;

  private record Next(String cursor, String link) {}

  Address(CachedRead read, String template, RequestTimers timers) {
    this.read = read;
    this.template = template;
    this.timers = timers;
  }

  CachedThing thing() {
    return read.thing();
  }

  Loader loader() {
    return read.loader();
  }

  /** The header {@code Link} to the page from this cursor on. */
  String link(HttpServerRequest request, String cursor) {
    Next last = next;
    if (last == null || !last.cursor.equals(cursor)) {
      last = new Next(cursor, PageLink.next(request.path(), request.query(), cursor));
      next = last;
    }
    return last.link;
  }

  /**
   * What times its answers.
   *
   * @param method GET or HEAD
   * @param notModified whether it was 304, else 200
   */
  Timer answered(HttpMethod method, boolean notModified) {
    int kind = (method == HttpMethod.GET ? 0 : 2) + (notModified ? 1 : 0);
    Timer timer = known.get(kind);
    if (timer == null) {
      // Two threads get the same one.
      timer = timers.of(method.name(), template, notModified ? NOT_MODIFIED : OK);
      known.set(kind, timer);
    }
    return timer;
  }
}
