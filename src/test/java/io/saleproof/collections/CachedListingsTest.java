package io.saleproof.collections;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Updates.inc;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.model.UpdateOptions;
import io.saleproof.session.RequestSession;
import io.saleproof.session.Requests;
import io.saleproof.store.CachedReads;
import io.saleproof.store.Schema;
import io.saleproof.store.StoreForTests;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class CachedListingsTest {

  private static final CollectionName USERS = new CollectionName("people");
  private static final int SIZE = 3;
  private static final StoreForTests DATABASE = new StoreForTests();
  private static final Clock CLOCK = new Ticking();

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger reads = new AtomicInteger();
  private final CachedListings listings =
      new CachedListings(this::load, keptBy(DATABASE), Duration.ofSeconds(60), SIZE, now::get);

  @AfterAll
  static void stop() {
    DATABASE.close();
  }

  private static CachedReads keptBy(StoreForTests database) {
    return new CachedReads(database.store(), CLOCK, Duration.ofSeconds(30));
  }

  /** A millisecond later each time it is looked at, so that nothing happens within one. */
  private static final class Ticking extends Clock {

    private final AtomicLong millis = new AtomicLong(Clock.systemUTC().millis());

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

  @Test
  void readsOnceInAMinute() {
    assertThat(listings.get(USERS).hit()).isFalse();
    now.addAndGet(TimeUnit.MILLISECONDS.toNanos(59_999));

    CachedListings.Answer answer = listings.get(USERS);

    assertThat(answer.hit()).isTrue();
    assertThat(answer.age()).isEqualTo(Duration.ofMillis(59_999));
    assertThat(answer.listing().users().getFirst().age()).isEqualTo(1);
    assertThat(reads).hasValue(1);
  }

  @Test
  void readsAnewAfterAMinuteHoweverOftenItWasAskedFor() {
    listings.get(USERS);
    for (int second = 0; second < 60; second++) {
      now.addAndGet(TimeUnit.SECONDS.toNanos(1));
      listings.get(USERS);
    }

    assertThat(reads).hasValue(2);
    assertThat(listings.get(USERS).listing().users().getFirst().age()).isEqualTo(2);
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
    assertThat(RequestSession.within(next, () -> same.get(USERS)).hit()).isTrue();
    RequestSession added = Requests.after(adding);
    assertThat(RequestSession.within(added, () -> same.get(USERS)).hit()).isFalse();
    assertThat(same.get(USERS).hit()).isTrue();
  }

  @Test
  void whoHasBeenShownAListingIsShownNoOlderOneElsewhere() throws Exception {
    CachedListings elsewhere =
        new CachedListings(this::load, keptBy(DATABASE), Duration.ofSeconds(60), SIZE, now::get);
    elsewhere.get(USERS);
    write();
    RequestSession read = Requests.first();
    int shown = (int) get(read).listing().users().getFirst().age();
    RequestSession next = Requests.after(read);

    assertThat(
            RequestSession.within(next, () -> elsewhere.get(USERS))
                .listing()
                .users()
                .getFirst()
                .age())
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
    return new CachedListings(
        collection -> {
          reads.incrementAndGet();
          read();
          return new User.Listing(List.of(new User("id", 7, name)));
        },
        keptBy(DATABASE),
        Duration.ofSeconds(60),
        SIZE,
        now::get);
  }

  private CachedListings.Answer get(RequestSession request) throws Exception {
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
  void keepsNoMoreListingsThanItsBound() {
    for (int i = 0; i < 10 * SIZE; i++) {
      listings.get(new CollectionName("c" + i));
    }

    assertThat(listings.size()).isLessThanOrEqualTo(SIZE);
  }

  @Test
  void doesNotKeepAFailure() {
    CachedListings failing =
        new CachedListings(
            name -> {
              if (reads.incrementAndGet() == 1) {
                throw new IllegalStateException("away");
              }
              return new User.Listing(List.of());
            },
            keptBy(DATABASE),
            Duration.ofSeconds(60),
            SIZE,
            now::get);

    assertThatThrownBy(() -> failing.get(USERS)).hasMessage("away");
    assertThat(failing.get(USERS).listing().users()).isEmpty();
  }

  private User.Listing load(CollectionName name) {
    read();
    return new User.Listing(List.of(new User("id", reads.incrementAndGet(), name.value())));
  }
}
