package io.saleproof.customers;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.access.Callers;
import io.saleproof.answers.AnswersForTests;
import io.saleproof.answers.CachedAnswers;
import io.saleproof.cache.VersionedCache;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CausalReads;
import io.saleproof.store.Store;
import java.time.Clock;

/** Customers without an application around them. */
public final class CustomersForTests {

  private CustomersForTests() {}

  /** All but patches, whose bodies it can't read. */
  public static CustomersResource resource(
      Store store,
      Clock clock,
      Callers callers,
      CausalReads displayed,
      VersionedCache cache,
      CachedReads reads,
      ObjectMapper mapper) {
    Customers customers = new Customers(store, clock);
    CachedAnswers answers = AnswersForTests.over(cache, reads, clock);
    CachedProfiles profiles =
        new CachedProfiles(customers, displayed, answers, reads, cache, mapper);
    return new CustomersResource(customers, callers, null, profiles, answers);
  }
}
