package io.saleproof.bench;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.inc;

import com.mongodb.client.MongoCollection;
import io.saleproof.stock.Attempt;
import io.saleproof.stock.HoldResult;
import io.saleproof.stock.Stock;
import io.saleproof.stock.StockInstance;
import io.saleproof.stock.StockLevel;
import io.saleproof.stock.StockSettings;
import io.saleproof.store.Schema;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Reservations of one hot SKU: a sale to the last unit, whose holds all stay open, against a bare
 * conditional {@code $inc} on a document of the same collection; and a hold beside 10,000 open ones
 * against one beside none.
 */
final class Row07HotSku implements Row {

  static final int CLIENTS = 8;

  private static final int BUCKETS = 16;
  private static final int OPEN = 10_000;

  /** Each of these is timed by itself, so that fewer are enough. */
  private static final int BESIDE = 200;

  private static final Instant UNTIL = Instant.parse("2100-01-01T00:00:00Z");
  private static final String BARE = "bare conditional $inc";
  private static final String WHOLE = "hold, one document";
  private static final String SPLIT = "hold, " + BUCKETS + " buckets";
  private static final String BY_DEMAND = "hold, split by demand";
  private static final String NONE_OPEN = "hold beside none open";
  private static final String MANY_OPEN = "hold beside 10,000 open";

  private final AtomicInteger names = new AtomicInteger();
  private final AtomicLong oversold = new AtomicLong();

  @Override
  public int number() {
    return 7;
  }

  @Override
  public String title() {
    return "Reservations of one hot SKU, " + CLIENTS + " clients";
  }

  @Override
  public RowResult measure(BenchDatabase database, Bench.Settings settings) {
    Sale sale = new Sale(database, settings.units());
    List<Series> series = new ArrayList<>();
    series.addAll(
        new Palindrome()
            .contestant(BARE, sale::bare)
            .contestant(SPLIT, () -> sale.holds(BUCKETS))
            .contestant(BY_DEMAND, () -> sale.holds(null))
            .contestant(WHOLE, () -> sale.holds(1))
            .run(settings.repetitions()));
    Sku none = sale.sku(OPEN * 2L, null);
    Sku many = sale.sku(OPEN * 2L, null);
    sale.open(many, OPEN);
    series.addAll(
        new Palindrome()
            .contestant(NONE_OPEN, () -> sale.holdsGivenBack(none))
            .contestant(MANY_OPEN, () -> sale.holdsGivenBack(many))
            .run(settings.repetitions()));
    return new RowResult(number(), title(), "reservations/s", series, targets(series));
  }

  private List<Target> targets(List<Series> series) {
    double split = rate(series, SPLIT);
    return List.of(
        new Target(
            "reservations / bare $inc (split by demand)",
            rate(series, BY_DEMAND) / rate(series, BARE),
            0.90,
            false),
        new Target(
            "reservations / bare $inc (16 buckets)", split / rate(series, BARE), 0.90, false),
        new Target("with buckets / without", split / rate(series, WHOLE), 1.5, false),
        new Target("oversold", oversold.get(), 0, true),
        new Target(
            "time of a hold beside 10,000 open / beside none",
            rate(series, NONE_OPEN) / rate(series, MANY_OPEN),
            1.5,
            true));
  }

  private static double rate(List<Series> series, String name) {
    return series.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow()
        .median();
  }

  /** One sale of so many units after the other, each of a SKU of its own. */
  private final class Sale {

    /** After the sale every client tries so often again, in vain. */
    private static final int LATE_TRIES = 40;

    private final Stock stock;
    private final MongoCollection<Document> documents;
    private final Load load;
    private final int units;

    Sale(BenchDatabase database, int units) {
      this.stock =
          StockInstance.of(database.store(), StockSettings.DEFAULT, Clock.systemUTC()).stock();
      this.documents = database.store().exact(Schema.STOCK);
      this.load = new Load(database, CLIENTS);
      this.units = units;
    }

    Sku sku(long quantity, @Nullable Integer buckets) {
      Sku sku = new Sku("HOT-" + names.incrementAndGet());
      stock.open(Map.of(sku, quantity));
      if (buckets != null) {
        stock.chooseBuckets(sku, buckets);
      }
      return sku;
    }

    Sample bare() {
      Sku sku = sku(units, 1);
      Sample sample = load.run(units, i -> takeBare(sku));
      oversold.addAndGet(Math.max(0, -stock.level(sku).orElseThrow().available()));
      return sample;
    }

    private void takeBare(Sku sku) {
      documents.updateOne(
          and(eq("_id", sku.value()), gte("available", 1L)),
          combine(inc("available", -1L), inc("reserved", 1L)));
    }

    /**
     * @param buckets {@code null}: as the product does by itself
     */
    Sample holds(@Nullable Integer buckets) {
      Sku sku = sku(units, buckets);
      AtomicInteger held = new AtomicInteger();
      Sample sample = load.run(units, i -> hold(sku, i, held));
      load.run(LATE_TRIES, i -> hold(sku, units + i, held));
      check(sku, held.get());
      return sample;
    }

    private void hold(Sku sku, int order, AtomicInteger held) {
      if (stock.hold(sku, 1, attempt(sku, order), UNTIL) instanceof HoldResult.Held) {
        held.incrementAndGet();
      }
    }

    /** To the last unit and not one more, by what the holders were told and by the account. */
    private void check(Sku sku, int held) {
      StockLevel level = stock.level(sku).orElseThrow();
      oversold.addAndGet(Math.max(0, held - units) + Math.max(0, -level.available()));
      if (held != units || level.reserved() != units || level.available() != 0) {
        throw new IllegalStateException(held + " held of " + units + ", and the stock is " + level);
      }
    }

    void open(Sku sku, int count) {
      load.run(count, i -> hold(sku, i, new AtomicInteger()));
    }

    /** Holds that are given back at once, so that the others stay as many; only holds are timed. */
    Sample holdsGivenBack(Sku sku) {
      AtomicLong nanos = new AtomicLong();
      int run = names.incrementAndGet() * BESIDE;
      Sample both =
          load.run(
              BESIDE,
              i -> {
                Attempt attempt = attempt(sku, OPEN + run + i);
                long begun = System.nanoTime();
                stock.hold(sku, 1, attempt, UNTIL);
                nanos.addAndGet(System.nanoTime() - begun);
                stock.release(sku, 1, attempt);
              });
      return new Sample(BESIDE * 1e9 * CLIENTS / nanos.get(), both.cpuMicros());
    }

    private Attempt attempt(Sku sku, int order) {
      return Attempt.first("of-" + sku + "." + order, Clock.systemUTC().millis());
    }
  }
}
