package io.saleproof.collections;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/**
 * Listings of users, each read once and then kept for {@link CollectionsConfig#listingAge} in this
 * process, whatever is added meanwhile: that is how the original service answers. At most {@link
 * CollectionsConfig#cachedListings} are kept.
 */
@Singleton
class CachedListings {

  private final Function<CollectionName, User.Listing> loader;
  private final Ticker ticker;
  private final Cache<CollectionName, Entry> cache;
  private final Duration maxAge;

  /**
   * A listing and where it came from.
   *
   * @param age since it was read; zero if it was read for this answer
   */
  record Answer(User.Listing listing, boolean hit, Duration age) {}

  private record Entry(User.Listing listing, long readAt) {}

  @Inject
  CachedListings(MongoUsers users, CollectionsConfig config) {
    this(users::list, config.listingAge(), config.cachedListings(), Ticker.systemTicker());
  }

  CachedListings(
      Function<CollectionName, User.Listing> loader, Duration maxAge, int size, Ticker ticker) {
    this.loader = loader;
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
    AtomicBoolean read = new AtomicBoolean();
    Entry entry =
        cache.get(
            collection,
            name -> {
              read.set(true);
              return new Entry(loader.apply(name), ticker.read());
            });
    return new Answer(
        entry.listing(), !read.get(), Duration.ofNanos(ticker.read() - entry.readAt()));
  }

  long size() {
    cache.cleanUp();
    return cache.estimatedSize();
  }
}
