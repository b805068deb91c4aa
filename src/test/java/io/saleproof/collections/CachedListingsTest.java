package io.saleproof.collections;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.model.UpdateOptions;
import io.saleproof.answers.AnswersForTests;
import io.saleproof.answers.CachedAnswers;
import io.saleproof.cache.Answer;
import io.saleproof.cache.CacheForTests;
import io.saleproof.cache.Source;
import io.saleproof.session.RequestSession;
import io.saleproof.session.Requests;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CausalReads;
import io.saleproof.store.Schema;
import io.saleproof.store.StoreForTests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CachedListingsTest {

  private static final CollectionName USERS = new CollectionName("people");
  private static final Duration KEPT = Duration.ofSeconds(60);
  private static final StoreForTests DATABASE = new StoreForTests();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Ticking clock = new Ticking();
  private final AtomicInteger reads = new AtomicInteger();
  private final CachedListings listings = keptBy(this::load);

  @AfterAll
  static void stop() {
    DATABASE.close();
  }

  /** Of an instance of its own. */
  private CachedListings keptBy(Function<CollectionName, User.Listing> loader) {
    CausalReads displayed = DATABASE.reads();
    CachedReads cached =
        new CachedReads(
            DATABASE.store(), displayed, clock, Duration.ofSeconds(30), Duration.ofMinutes(10));
    CachedAnswers answers = AnswersForTests.over(CacheForTests.alone(clock), cached, clock);
    return new CachedListings(loader, answers, cached, MAPPER, KEPT, true);
  }

  /** A millisecond later each time it is looked at, so that nothing happens within one. */
  private static final class Ticking extends Clock {

    private final AtomicLong millis = new AtomicLong(Clock.systemUTC().millis());

    void advance(Duration time) {
      millis.addAndGet(time.toMillis());
    }

    @Override
    public Instant instant() {
      return Instant.ofEpochMilli(millis.getAndIncrement());
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  private static boolean hit(Answer answer) {
    return answer.source() == Source.MEMORY;
  }

  private static int first(Answer answer) {
    try {
      return MAPPER.readTree(answer.entry().body()).at("/users/0/age").intValue();
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Test
  void readsOnceInAMinute() {
    assertThat(hit(listings.get(USERS))).isFalse();
    clock.advance(Duration.ofSeconds(50));

    Answer answer = listings.get(USERS);

    assertThat(hit(answer)).isTrue();
    assertThat(answer.age(clock.millis())).isEqualTo(50);
    assertThat(first(answer)).isEqualTo(1);
    assertThat(reads).hasValue(1);
  }

  @Test
  void readsAnewAfterAMinuteHoweverOftenItWasAskedFor() {
    listings.get(USERS);
    for (int second = 0; second < 60; second++) {
      clock.advance(Duration.ofSeconds(1));
      listings.get(USERS);
    }

    assertThat(first(listings.get(USERS))).isGreaterThan(1);
  }

  @Test
  void whoHasAddedAUserIsShownThemAtOnceAndOthersGoOnFromTheCache() throws Exception {
    CachedListings same = listing("same");
    RequestSession other = Requests.first();
    RequestSession.within(other, () -> same.get(USERS));
    other = Requests.after(other);
    // Read once more, to be sure that it is what was shown; from then on it does for both.
    RequestSession.within(other, () -> same.get(USERS));
    RequestSession adding = Requests.first();
    RequestSession.within(adding, () -> changed(same));

    RequestSession next = Requests.after(other);
    assertThat(hit(RequestSession.within(next, () -> same.get(USERS)))).isTrue();
    RequestSession added = Requests.after(adding);
    assertThat(hit(RequestSession.within(added, () -> same.get(USERS)))).isFalse();
    assertThat(hit(same.get(USERS))).isTrue();
  }

  @Test
  void whoHasBeenShownAListingIsShownNoOlderOneElsewhere() throws Exception {
    CachedListings elsewhere = keptBy(this::load);
    elsewhere.get(USERS);
    write();
    RequestSession read = Requests.first();
    int shown = first(get(read));
    RequestSession next = Requests.after(read);

    assertThat(first(RequestSession.within(next, () -> elsewhere.get(USERS))))
        .isGreaterThanOrEqualTo(shown);
  }

  @Test
  void ofEqualListingsEitherDoesForWhoHasSeenOneOfThem() throws Exception {
    CachedListings here = listing("same");
    CachedListings there = listing("same");
    RequestSession request = Requests.first();
    for (int hop = 0; hop < 6; hop++) {
      CachedListings at = hop % 2 == 0 ? here : there;
      RequestSession.within(request, () -> at.get(USERS));
      request = Requests.after(request);
    }

    // One each, and at most one more each to be sure of what the other has shown.
    assertThat(reads.get()).isLessThanOrEqualTo(4);
  }

  private CachedListings listing(String name) {
    return keptBy(
        collection -> {
          reads.incrementAndGet();
          read();
          return new User.Listing(List.of(new User("id", 7, name)));
        });
  }

  private Answer get(RequestSession request) throws Exception {
    return RequestSession.within(request, () -> listings.get(USERS));
  }

  private static boolean changed(CachedListings listings) {
    write();
    listings.changed(USERS);
    return true;
  }

  /** Of a cluster the times are those of its log, and only what happens there moves them. */
  private static void write() {
    DATABASE
        .store()
        .exact(Schema.SETTINGS)
        .updateOne(eq("_id", "written"), inc("times", 1), new UpdateOptions().upsert(true));
  }

  private static void read() {
    DATABASE.store().exact(Schema.SETTINGS).find(eq("_id", "written")).first();
  }

  @Test
  void doesNotKeepAFailure() {
    CachedListings failing =
        keptBy(
            name -> {
              if (reads.incrementAndGet() == 1) {
                throw new IllegalStateException("away");
              }
              return new User.Listing(List.of());
            });

    assertThatThrownBy(() -> failing.get(USERS)).hasMessage("away");
    assertThat(hit(failing.get(USERS))).isFalse();
    assertThat(reads).hasValue(2);
  }

  private User.Listing load(CollectionName name) {
    read();
    return new User.Listing(List.of(new User("id", reads.incrementAndGet(), name.value())));
  }
}
