package io.saleproof.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.ReplaceOptions;
import io.quarkus.runtime.StartupEvent;
import io.saleproof.catalog.Catalog;
import io.saleproof.catalog.ProductInput;
import io.saleproof.catalog.SkuAndContent;
import io.saleproof.collections.DemoCollection;
import io.saleproof.customers.Customers;
import io.saleproof.history.PastOrderImports;
import io.saleproof.http.BodyReader;
import io.saleproof.stock.Stock;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * Loads the demo shop once: goods, stock, customers and the last weeks of orders, in the ways that
 * imports use. Every step may be repeated, and the mark that it is done comes last, so a start that
 * was cut short goes on at the next.
 */
@ApplicationScoped
public class DemoData {

  /** The mark in the settings; another edition of the data gets another one. */
  static final String MARK = "demo-data-1";

  /** Later than the making of the indexes. */
  private static final int AFTER_INDEXES = 100;

  /** No more than any of those who store them take at once. */
  private static final int BATCH = Math.min(500, Customers.MAX_BULK);

  private final DemoConfig config;
  private final Store store;
  private final Catalog catalog;
  private final Stock stock;
  private final Customers customers;
  private final PastOrderImports orders;
  private final DemoCollection collection;
  private final BodyReader bodies;
  private final ObjectMapper json;
  private final Clock clock;

  DemoData(
      DemoConfig config,
      Store store,
      Catalog catalog,
      Stock stock,
      Customers customers,
      PastOrderImports orders,
      DemoCollection collection,
      BodyReader bodies,
      ObjectMapper json,
      Clock clock) {
    this.config = config;
    this.store = store;
    this.catalog = catalog;
    this.stock = stock;
    this.customers = customers;
    this.orders = orders;
    this.collection = collection;
    this.bodies = bodies;
    this.json = json;
    this.clock = clock;
  }

  void loadOnce(@Observes @Priority(AFTER_INDEXES) StartupEvent start) {
    MongoCollection<Document> settings = store.exact(Schema.SETTINGS);
    if (!config.enabled() || settings.find(Filters.eq("_id", MARK)).first() != null) {
      return;
    }
    try (StopsAtOnce loading = new StopsAtOnce()) {
      load();
    } catch (IOException unreadable) {
      throw new UncheckedIOException("the demo data of this build can't be read", unreadable);
    }
    settings.replaceOne(
        Filters.eq("_id", MARK),
        new Document("_id", MARK).append("loadedAt", Date.from(clock.instant())),
        new ReplaceOptions().upsert(true));
  }

  private void load() throws IOException {
    System.out.println("Loading the demo shop, once: real goods and orders of a UK gift shop");
    goods();
    openingStock();
    knownCustomers();
    DemoFile file = new DemoFile("orders.csv.gz");
    try (ProgressBar bar = bar("Orders", file)) {
      orders.run(file.open(), "text/csv", new ProgressLines(json, bar));
    }
    collection.fill();
  }

  private void goods() throws IOException {
    inBatches(
        "Goods",
        "products.ndjson.gz",
        line -> {
          ProductInput product = bodies.read(line, ProductInput.class);
          return new SkuAndContent(Objects.requireNonNull(product.sku()), product);
        },
        catalog::upsertAll);
  }

  private void openingStock() throws IOException {
    inBatches(
        "Stock",
        "stock.csv.gz",
        line -> {
          String[] fields = line.split(",", -1);
          // The header is the one line without a number.
          return fields[1].matches("[0-9]+")
              ? Map.entry(new Sku(fields[0]), Long.parseLong(fields[1]))
              : null;
        },
        batch -> {
          Map<Sku, Long> quantities = new HashMap<>();
          Map<Sku, Boolean> inStock = new HashMap<>();
          for (Map.Entry<Sku, Long> entry : batch) {
            quantities.put(entry.getKey(), entry.getValue());
            inStock.put(entry.getKey(), entry.getValue() > 0);
          }
          stock.open(quantities);
          catalog.setInStock(inStock);
        });
  }

  private void knownCustomers() throws IOException {
    inBatches(
        "Customers",
        "customers.ndjson.gz",
        line -> {
          JsonNode customer = json.readTree(line);
          return new Customers.Known(
              new CustomerId(customer.path("id").asText()),
              customer.path("name").asText(),
              customer.path("country").textValue());
        },
        customers::ensureAll);
  }

  /** Reads one line into what is stored; {@code null} leaves it out. */
  private interface Reader<T> {
    @Nullable T read(String line) throws IOException;
  }

  private interface Writer<T> {
    void write(List<T> batch);
  }

  private ProgressBar bar(String what, DemoFile file) throws IOException {
    return ProgressBar.onStandardOutput(config.terminal(), what, file.lines());
  }

  private <T> void inBatches(String what, String name, Reader<T> reader, Writer<T> writer)
      throws IOException {
    DemoFile file = new DemoFile(name);
    List<T> batch = new ArrayList<>(BATCH);
    try (ProgressBar bar = bar(what, file);
        BufferedReader lines = file.reader()) {
      long done = 0;
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        T read = reader.read(line);
        if (read != null) {
          batch.add(read);
        }
        if (batch.size() == BATCH) {
          writer.write(batch);
          batch.clear();
        }
        bar.at(++done);
      }
      writer.write(batch);
    }
  }
}
