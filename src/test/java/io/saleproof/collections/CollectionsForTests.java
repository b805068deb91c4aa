package io.saleproof.collections;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoClient;
import io.saleproof.answers.CachedAnswers;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CausalReads;
import io.saleproof.store.Store;
import io.saleproof.store.StoreConfig;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.reflect.Proxy;
import java.time.Duration;

/** Collections of users, and their cache, without an application around them. */
public final class CollectionsForTests {

  /** Longer than most runs last, so that what is kept gets as old as it may. */
  private static final Duration KEPT = Duration.ofMinutes(1);

  /** A POST's headers that say nothing: a body without a media type counts as JSON. */
  public static final HttpHeaders NO_HEADERS =
      (HttpHeaders)
          Proxy.newProxyInstance(
              HttpHeaders.class.getClassLoader(),
              new Class<?>[] {HttpHeaders.class},
              (self, method, arguments) -> null);

  private CollectionsForTests() {}

  /** With a cache of its instance's own. */
  public static CollectionsResource resource(
      MongoClient client,
      Store store,
      StoreConfig bounds,
      CausalReads reads,
      CachedReads cached,
      CachedAnswers answers,
      ObjectMapper mapper) {
    Settings settings = new Settings();
    MongoUsers users = new MongoUsers(client, settings, bounds, store);
    return new CollectionsResource(
        settings,
        users,
        new CachedListings(users, answers, cached, mapper, settings),
        answers,
        new UserReader(mapper),
        reads);
  }

  private record Settings() implements CollectionsConfig {
    @Override
    public boolean enabled() {
      return true;
    }

    @Override
    public String database() {
      return "collections";
    }

    @Override
    public Duration listingAge() {
      return KEPT;
    }

    @Override
    public boolean sharedCache() {
      return false;
    }
  }
}
