package io.saleproof.collections;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CausalReads;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Listings of users, each read once and then kept for {@link CollectionsConfig#listingAge} in this
 * process, whatever is added meanwhile: that is how the original service answers. At most {@link
 * CollectionsConfig#cachedListings} are kept.
 *
 * <p>Who comes with a session's token is shown nothing older than what they have added or been
 * shown: for them a listing that is older is read anew, for all.
 */
@Singleton
class CachedListings {

  private final Function<CollectionName, User.Listing> loader;
  private final CachedReads reads;
  private final Ticker ticker;
  private final Cache<CollectionName, Entry> cache;
  private final Duration maxAge;

  /**
   * A listing and where it came from.
   *
   * @param age since it was read; zero if it was read for this answer
   */
  record Answer(User.Listing listing, boolean hit, Duration age) {}

  private record Entry(CachedReads.Kept<User.Listing> kept, long readAt) {}

  @Inject
  CachedListings(
      MongoUsers users, CausalReads displayed, CachedReads reads, CollectionsConfig config) {
    this(
        name -> displayed.display(() -> users.list(name)),
        reads,
        config.listingAge(),
        config.cachedListings(),
        Ticker.systemTicker());
  }

  CachedListings(
      Function<CollectionName, User.Listing> loader,
      CachedReads reads,
      Duration maxAge,
      int size,
      Ticker ticker) {
    this.loader = loader;
    this.reads = reads;
    this.ticker = ticker;
    this.maxAge = maxAge;
    this.cache =
        Caffeine.newBuilder()
            .expireAfterWrite(maxAge)
            .maximumSize(size)
            .ticker(ticker)
            // Evicts where it is called, so that the bound holds at once.
            .executor(Runnable::run)
            .build();
  }

  Duration maxAge() {
    return maxAge;
  }

  /** The listing; parallel calls for one collection share one read, a failed read isn't kept. */
  Answer get(CollectionName collection) {
    String thing = thing(collection);
    AtomicBoolean read = new AtomicBoolean();
    Entry entry = cache.getIfPresent(collection);
    if (entry == null || !reads.suits(thing, entry.kept())) {
      entry =
          cache
              .asMap()
              .compute(
                  collection,
                  (name, before) -> {
                    if (before != null && reads.suits(thing, before.kept())) {
                      return before;
                    }
                    read.set(true);
                    return load(name, before);
                  });
    }
    reads.shown(thing, entry.kept());
    return new Answer(
        entry.kept().value(), !read.get(), Duration.ofNanos(ticker.read() - entry.readAt()));
  }

  /** The client of the current request has changed the collection. */
  void changed(CollectionName collection) {
    reads.changed(thing(collection));
  }

  private Entry load(CollectionName name, @Nullable Entry before) {
    CachedReads.Kept<User.Listing> kept =
        reads.load(thing(name), before == null ? null : before.kept(), () -> loader.apply(name));
    return new Entry(kept, ticker.read());
  }

  private static String thing(CollectionName collection) {
    return "users of " + collection.value();
  }

  long size() {
    cache.cleanUp();
    return cache.estimatedSize();
  }
}
