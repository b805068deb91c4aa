package io.saleproof.customers;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.answers.CachedAnswers;
import io.saleproof.answers.CachedRead;
import io.saleproof.cache.Answer;
import io.saleproof.cache.CacheKey;
import io.saleproof.cache.CacheKind;
import io.saleproof.cache.VersionedCache;
import io.saleproof.http.Etag;
import io.saleproof.http.Problem;
import io.saleproof.http.Representation;
import io.saleproof.session.RequestSession;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CachedThing;
import io.saleproof.store.CausalReads;
import io.saleproof.store.Shown;
import io.saleproof.trade.CustomerId;
import jakarta.inject.Singleton;
import java.time.Duration;

/**
 * Profiles as they are shown, to who may see them: that is found out before. A client that goes on
 * from a token may get a kept answer that has all it has seen and written; to everyone else the
 * profile is current. That there is none is not kept: others make customers, too.
 */
@Singleton
class CachedProfiles {

  private static final CacheKind PROFILE = new CacheKind("profile", Duration.ofSeconds(30));

  private final Customers customers;
  private final CausalReads displayed;
  private final CachedAnswers answers;
  private final CachedReads reads;
  private final VersionedCache cache;
  private final ObjectMapper mapper;

  CachedProfiles(
      Customers customers,
      CausalReads displayed,
      CachedAnswers answers,
      CachedReads reads,
      VersionedCache cache,
      ObjectMapper mapper) {
    this.customers = customers;
    this.displayed = displayed;
    this.answers = answers;
    this.reads = reads;
    this.cache = cache;
    this.mapper = mapper;
  }

  /** A profile on its way out: one of the two. */
  sealed interface Profile {
    /** From the cache, or read for it. */
    record Kept(Answer answer) implements Profile {}

    /** Read for this client alone. */
    record Current(Customer customer) implements Profile {}
  }

  /**
   * @param missing what to throw if there is no such customer
   */
  Profile get(CustomerId id, Problem missing) {
    RequestSession request = RequestSession.current();
    if (request != null && request.goesOn()) {
      return new Profile.Kept(
          answers.get(new CachedRead(thing(id), reads.loaderApart(() -> read(id, missing)))));
    }
    Customer current =
        displayed.find(() -> customers.find(id)).orElseThrow(() -> missing.asException());
    reads.changed(thing(id), current.version());
    return new Profile.Current(current);
  }

  /** Tells the cache, and the token of the current request, what has become of a write. */
  void written(CustomerId id, CustomerWrite result) {
    switch (result) {
      case CustomerWrite.Saved(Customer customer, boolean created) -> {
        long time = reads.changed(thing(id), customer.version());
        cache.put(thing(id).key(), reads.written(shown(customer), time));
      }
      case CustomerWrite.Stale(Customer current) -> reads.changed(thing(id), current.version());
      case CustomerWrite.AlreadyThere(Customer current) ->
          reads.changed(thing(id), current.version());
      case CustomerWrite.Missing missing -> {
        // There is nothing that could be kept or demanded.
      }
    }
  }

  private Shown read(CustomerId id, Problem missing) {
    return customers.find(id).map(this::shown).orElseThrow(() -> missing.asException());
  }

  private Shown shown(Customer customer) {
    byte[] body = Representation.json(mapper, customer).bytes();
    return Shown.of(customer.version(), body, tag(customer.etag()), customer.updatedAt());
  }

  private static String tag(Etag etag) {
    return Long.toString(etag.version());
  }

  private static CachedThing thing(CustomerId id) {
    return CachedThing.causal(new CacheKey(PROFILE, id.value()));
  }
}
