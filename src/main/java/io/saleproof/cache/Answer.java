package io.saleproof.cache;

/**
 * An entry, and how a request has come by it.
 *
 * @param stored whether it is kept for others now; only meaningful if it was loaded
 */
public record Answer(Entry entry, Source source, boolean stored) {

  private static final long SECOND = 1_000;

  /**
   * For the header {@code Age}: whole seconds since its loading began.
   *
   * @param now milliseconds of the wall clock
   */
  public long age(long now) {
    return Math.max(0, now - entry.loadedAt()) / SECOND;
  }

  /** For how many whole seconds it may still be served. */
  public long ttl(long now) {
    return Math.max(0, entry.freshUntil() - now) / SECOND;
  }

  /** The header {@code Cache-Status} (RFC 9211). */
  public String cacheStatus(long now) {
    return switch (source) {
      case MEMORY -> "saleproof; hit; ttl=" + ttl(now);
      case REDIS -> "saleproof; hit; ttl=" + ttl(now) + "; detail=redis";
      case LOADED -> "saleproof; fwd=uri-miss" + (stored ? "; stored" : "");
      case JOINED -> "saleproof; fwd=uri-miss; collapsed";
      case STALE -> "saleproof; hit; fwd=stale; ttl=" + ttl(now);
    };
  }
}
