package io.saleproof.cache;

import io.netty.buffer.Unpooled;
import io.vertx.core.buffer.Buffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A cached answer. Immutable; the arrays and buffers are shared by all requests and must not be
 * written to.
 */
public final class Entry {

  /** What an entry weighs beside its bytes. */
  private static final int OVERHEAD = 480;

  private final String name;
  private final Stamp stamp;
  private final long since;
  private final long loadedAt;
  private final long freshUntil;
  private final byte[] body;
  private final byte @Nullable [] gzip;
  private final String tag;
  private final @Nullable String next;
  // Vert.x sends a slice of such a buffer, so that answers don't move each other's positions.
  private final Buffer bodyBuffer;
  private final @Nullable Buffer gzipBuffer;
  private volatile @Nullable Object prepared;

  public Entry(
      String name,
      Stamp stamp,
      long since,
      long loadedAt,
      long freshUntil,
      byte[] body,
      byte @Nullable [] gzip,
      String tag,
      @Nullable String next) {
    this.name = name;
    this.stamp = stamp;
    this.since = since;
    this.loadedAt = loadedAt;
    this.freshUntil = freshUntil;
    this.body = body;
    this.gzip = gzip;
    this.tag = tag;
    this.next = next;
    this.bodyBuffer = Buffer.buffer(Unpooled.wrappedBuffer(body));
    this.gzipBuffer = gzip == null ? null : Buffer.buffer(Unpooled.wrappedBuffer(gzip));
  }

  /**
   * What was just loaded.
   *
   * @param begun when its loading began, milliseconds of the wall clock
   * @param life the part of the kind's bound for which it is fresh: not the same for all, so that
   *     what was loaded together does not run out together
   * @param before what was known of the key: as long as nothing has changed, it has been so since
   */
  static Entry of(CacheKey key, Loaded loaded, long begun, double life, @Nullable Entry before) {
    long since = loaded.since();
    if (before != null
        && before.absent() == loaded.stamp().absent()
        && before.tag.equals(loaded.tag())) {
      since = before.since;
    }
    return new Entry(
        key.name(),
        loaded.stamp(),
        since,
        begun,
        begun + (long) (life * key.kind().freshMillis()),
        loaded.body(),
        Gzip.of(loaded.body()),
        loaded.tag(),
        loaded.next());
  }

  /**
   * What an answerer has made of this entry for all answers of it; made anew if that is of another
   * class.
   *
   * @param make may be called by several threads at once, whose results do equally well
   */
  public <T> T prepared(Class<T> type, Function<Entry, T> make) {
    Object known = prepared;
    if (type.isInstance(known)) {
      return type.cast(known);
    }
    T made = make.apply(this);
    prepared = made;
    return made;
  }

  /** The name of its key. */
  public String name() {
    return name;
  }

  public Stamp stamp() {
    return stamp;
  }

  /** Whether the thing isn't there: answered with 404. */
  public boolean absent() {
    return stamp.absent();
  }

  /** The database's time by which it was so, at the latest. */
  public long since() {
    return since;
  }

  /** When its loading began, milliseconds of the wall clock. */
  public long loadedAt() {
    return loadedAt;
  }

  /** Until when it may be served, milliseconds of the wall clock. */
  public long freshUntil() {
    return freshUntil;
  }

  public byte[] body() {
    return body;
  }

  /** The same, compressed; null if that saves nothing. */
  public byte @Nullable [] gzip() {
    return gzip;
  }

  /** {@link #body}, for any number of answers, on any thread: it is sent without being copied. */
  public Buffer bodyBuffer() {
    return bodyBuffer;
  }

  /** {@link #gzip} in the same way. */
  public @Nullable Buffer gzipBuffer() {
    return gzipBuffer;
  }

  /** The entity tag, without quotes. */
  public String tag() {
    return tag;
  }

  /** The cursor of the next page. */
  public @Nullable String next() {
    return next;
  }

  /** What it takes of the memory, about. */
  public int bytes() {
    return OVERHEAD
        + 2 * (name.length() + tag.length() + (next == null ? 0 : next.length()))
        + body.length
        + (gzip == null ? 0 : gzip.length);
  }
}
