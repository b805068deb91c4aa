package io.saleproof.answers;

import io.saleproof.cache.VersionedCache;
import io.saleproof.store.CachedReads;
import java.time.Clock;

/** Cached answers without an application around them. */
public final class AnswersForTests {

  private AnswersForTests() {}

  /** Of this cache. */
  public static CachedAnswers over(VersionedCache cache, CachedReads reads, Clock clock) {
    return new CachedAnswers(cache, reads, clock);
  }
}
