package io.saleproof.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.cache.Source;
import io.saleproof.session.RequestSession;
import io.saleproof.session.Requests;
import io.saleproof.store.StoreForTests;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Tokens don't turn the cache off: clients who keep theirs hit nearly as often as clients who have
 * none, under a mix of reads, lists and updates at the pace of people.
 */
class HitRateTest {

  private static final Logger LOG = Logger.getLogger(HitRateTest.class);
  private static final int PRODUCTS = 300;
  private static final int CLIENTS = 200;
  private static final int OPERATIONS = 12_000;
  private static final Duration PACE = Duration.ofMillis(10);

  /** Of a hundred operations; the rest are orders, which the catalogue knows nothing of. */
  private static final int READS = 75;

  private static final int UPDATES = 15;
  private static final int LISTS = 5;

  private final StoreForTests database = new StoreForTests();

  @AfterEach
  void stop() {
    database.close();
  }

  /** Goes only when it is told to; behind the sessions' own clock, so that nothing is ahead. */
  private static final class Paced extends Clock {
    private Instant now = Clock.systemUTC().instant().minus(Duration.ofHours(2));

    void go() {
      now = now.plus(PACE);
    }

    void sleep() {
      now = now.plus(Duration.ofMinutes(10));
    }

    @Override
    public Instant instant() {
      return now;
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
  void withTokensItIsAtLeastNineTenthsOfThatWithout() throws Exception {
    double without = rate(false);
    double with = rate(true);

    LOG.infof("hit rate without tokens %.4f, with tokens %.4f", without, with);
    assertThat(without).isGreaterThan(0.5);
    assertThat(with).isGreaterThanOrEqualTo(0.9 * without);
  }

  private double rate(boolean tokens) throws Exception {
    Paced clock = new Paced();
    Random random = new Random(7);
    InstanceForTests shop = new InstanceForTests(database, database.store(), clock);
    String run = tokens ? "t" : "n";
    for (int i = 0; i < PRODUCTS; i++) {
      shop.products.put(product(run, i, 0), null);
    }
    clock.sleep();
    @Nullable RequestSession[] clients = new @Nullable RequestSession[CLIENTS];
    long asked = 0;
    long hits = 0;
    for (int operation = 0; operation < OPERATIONS; operation++) {
      clock.go();
      int client = random.nextInt(CLIENTS);
      RequestSession before = clients[client];
      RequestSession request =
          before == null || !tokens ? Requests.first() : Requests.after(before);
      int kind = random.nextInt(100);
      int which = (int) (PRODUCTS * Math.pow(random.nextDouble(), 3));
      Source source =
          RequestSession.within(request, () -> operate(shop, kind, run, which, request));
      if (kind < READS || kind >= READS + UPDATES && kind < READS + UPDATES + LISTS) {
        asked++;
        hits += source == Source.MEMORY ? 1 : 0;
      }
      clients[client] = request;
    }
    return (double) hits / asked;
  }

  private static Source operate(
      InstanceForTests shop, int kind, String run, int which, RequestSession request) {
    if (kind < READS) {
      return shop.product(sku(run, which)).source();
    }
    if (kind < READS + UPDATES) {
      shop.products.put(product(run, which, request.hashCode()), null);
    } else if (kind < READS + UPDATES + LISTS) {
      return shop.page(InstanceForTests.query("category=c" + which % 3)).source();
    }
    return Source.LOADED;
  }

  private static Sku sku(String run, int which) {
    return new Sku(run + which);
  }

  private static SkuAndContent product(String run, int which, int price) {
    return new SkuAndContent(
        sku(run, which),
        new ProductInput(
            null,
            "goods " + which,
            "",
            List.of("c" + which % 3),
            ProductInput.Price.of(new io.saleproof.trade.Money(Math.abs(price % 1_000_000), "GBP")),
            Map.of(),
            List.of(),
            List.of()));
  }
}
