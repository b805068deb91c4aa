package io.saleproof.customers;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.saleproof.answers.AnswersForTests;
import io.saleproof.cache.Answer;
import io.saleproof.cache.SharingCaches;
import io.saleproof.cache.Source;
import io.saleproof.cache.VersionedCache;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.http.Problem;
import io.saleproof.redis.RedisServerForTests;
import io.saleproof.session.RequestSession;
import io.saleproof.session.Requests;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CausalReads;
import io.saleproof.store.SharedDatabase;
import io.saleproof.store.Store;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.CustomerId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * A profile that was written at one instance, read at another: they share the database and Redis.
 */
class SharedProfilesTest {

  private static final Clock CLOCK = Clock.systemUTC();
  private static final CustomerId ID = new CustomerId("ada");
  private static final int WRITES = 10;

  /** The profiles of one instance. */
  private static final class At {
    private final Customers customers;
    private final CachedProfiles profiles;

    At(StoreForTests database, VersionedCache cache) {
      // What one knows of the database's time the other one has to be told.
      Store store = database.over(client -> client);
      CausalReads displayed = database.reads(store);
      CachedReads reads =
          new CachedReads(store, displayed, CLOCK, Duration.ofSeconds(30), Duration.ofMinutes(10));
      customers = new Customers(store, CLOCK);
      profiles =
          new CachedProfiles(
              customers,
              displayed,
              AnswersForTests.over(cache, reads, CLOCK),
              reads,
              cache,
              JsonMapper.builder().findAndAddModules().build());
    }

    /** As the resource does. */
    void write(RequestSession request, int number, Expected expected) throws Exception {
      RequestSession.within(
          request,
          () -> {
            CustomerInput input = new CustomerInput(name(number), null, null, null);
            CustomerWrite result = customers.put(ID, input, expected);
            assertThat(result).isInstanceOf(CustomerWrite.Saved.class);
            profiles.written(ID, result);
            return result;
          });
    }

    CachedProfiles.Profile read(RequestSession request) throws Exception {
      return RequestSession.within(
          request, () -> profiles.get(ID, Problem.notFound("The customer")));
    }
  }

  @ParameterizedTest
  @CsvSource({"USUAL,false", "USUAL,true", "LATE_REPLICA,false", "LATE_REPLICA,true"})
  void whoHasWrittenItIsShownThatAtAnyInstanceThoughNoMessageHasCome(
      SharedDatabase kind, boolean redisForgets, @TempDir Path folder) throws Exception {
    try (StoreForTests database = kind.open();
        RedisServerForTests redis = RedisServerForTests.start(folder);
        SharingCaches caches = SharingCaches.withoutMessages(redis.url(), 2, CLOCK)) {
      At here = new At(database, caches.of(0));
      At elsewhere = new At(database, caches.of(1));
      RequestSession writer = Requests.first();
      here.write(writer, 1, new Expected.Absent());
      for (int number = 2; number <= WRITES; number++) {
        RequestSession before = writer;
        assertThat(kept(elsewhere.read(Requests.after(before)))).contains(name(number - 1));
        assertThat(answer(elsewhere.read(Requests.after(before))).source())
            .as("what is to be replaced is in the other instance's memory")
            .isEqualTo(Source.MEMORY);
        writer = Requests.after(before);
        here.write(writer, number, new Expected.Present());
        if (redisForgets) {
          redis.call("FLUSHALL");
        }

        assertThat(kept(elsewhere.read(Requests.after(writer)))).contains(name(number));
        assertThat(current(elsewhere.read(Requests.first()))).isEqualTo(number);
      }
    }
  }

  /** None is a part of another. */
  private static String name(int number) {
    return "name " + number + ".";
  }

  private static String kept(CachedProfiles.Profile profile) {
    return new String(answer(profile).entry().body(), StandardCharsets.UTF_8);
  }

  private static Answer answer(CachedProfiles.Profile profile) {
    assertThat(profile).isInstanceOf(CachedProfiles.Profile.Kept.class);
    return ((CachedProfiles.Profile.Kept) profile).answer();
  }

  /** Its version, as whoever has no token is shown it. */
  private static long current(CachedProfiles.Profile profile) {
    assertThat(profile).isInstanceOf(CachedProfiles.Profile.Current.class);
    return ((CachedProfiles.Profile.Current) profile).customer().version();
  }
}
