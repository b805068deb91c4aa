package io.saleproof.collections;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.answers.CachedAnswers;
import io.saleproof.answers.CachedRead;
import io.saleproof.answers.CachedRoute;
import io.saleproof.cache.Answer;
import io.saleproof.cache.CacheKey;
import io.saleproof.cache.CacheKind;
import io.saleproof.http.Representation;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CachedThing;
import io.saleproof.store.Shown;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Listings of users, each read once and then kept for {@link CollectionsConfig#listingAge},
 * whatever is added meanwhile: that is how the original service answers.
 *
 * <p>Who comes with a session's token is shown nothing older than what they have added or been
 * shown: for them a listing that is older is read anew, for all.
 */
@Singleton
class CachedListings implements CachedRoute {

  private static final String USERS = "/users";

  private final Function<CollectionName, User.Listing> loader;
  private final CachedAnswers answers;
  private final CachedReads reads;
  private final ObjectMapper mapper;
  private final CacheKind kind;
  private final boolean enabled;

  @Inject
  CachedListings(
      MongoUsers users,
      CachedAnswers answers,
      CachedReads reads,
      ObjectMapper mapper,
      CollectionsConfig config) {
    this(users::list, answers, reads, mapper, config.listingAge(), config.enabled());
  }

  CachedListings(
      Function<CollectionName, User.Listing> loader,
      CachedAnswers answers,
      CachedReads reads,
      ObjectMapper mapper,
      Duration maxAge,
      boolean enabled) {
    this.loader = loader;
    this.answers = answers;
    this.reads = reads;
    this.mapper = mapper;
    this.kind = new CacheKind("users", maxAge);
    this.enabled = enabled;
  }

  /** The listing; parallel calls for one collection share one read, a failed read isn't kept. */
  Answer get(CollectionName collection) {
    return answers.get(read(collection));
  }

  /** The client of the current request has changed the collection. */
  void changed(CollectionName collection) {
    reads.changed(thing(collection), 0);
  }

  @Override
  public String template() {
    return "/{collection}" + USERS;
  }

  @Override
  public @Nullable CachedRead of(String path, @Nullable String query) {
    int end = path.length() - USERS.length();
    return enabled && end > 1 && path.startsWith("/") && path.endsWith(USERS)
        ? CollectionName.of(path.substring(1, end)).map(this::read).orElse(null)
        : null;
  }

  private CachedRead read(CollectionName collection) {
    return new CachedRead(
        thing(collection),
        reads.loader(
            () -> {
              Representation listing = Representation.json(mapper, loader.apply(collection));
              return Shown.timed(listing.bytes(), listing.tag(), null);
            }));
  }

  private CachedThing thing(CollectionName collection) {
    return CachedThing.timed(
        new CacheKey(kind, collection.value()), "users of " + collection.value());
  }
}
