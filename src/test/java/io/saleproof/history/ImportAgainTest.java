package io.saleproof.history;

import static io.saleproof.history.InvoiceFiles.HEADER;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.customers.Customers;
import io.saleproof.history.HistoryClient.Answer;
import io.saleproof.http.BodyReader;
import io.saleproof.imports.Imports;
import io.saleproof.orders.OrderHistory;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.TestStore;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever happens to an import, importing again leads to what one undisturbed import had led to.
 */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class ImportAgainTest {

  private static final int INVOICES = 60;

  @Inject Store store;
  @Inject OrderHistory history;
  @Inject Customers customers;
  @Inject Bestsellers bestsellers;
  @Inject Imports imports;
  @Inject BodyReader bodies;

  @BeforeEach
  void forgetThePast() {
    store.exact(Schema.ORDERS).deleteMany(new Document());
    store.exact(Schema.CREDIT_NOTES).deleteMany(new Document());
  }

  @Test
  void afterACrashAtAnyWrite() {
    List<String> lines = MadeHistory.lines(5, INVOICES);
    importWith(history, lines);
    Map<String, String> undisturbed = facts();
    assertThat(undisturbed).hasSizeGreaterThan(INVOICES / 2);

    boolean crashed = true;
    int writes = 0;
    for (int at = 0; crashed; at++) {
      forgetThePast();
      CrashingHistory crashing = new CrashingHistory(history, at);
      Answer first = importWith(crashing, lines);
      crashed = !first.of("error").isEmpty();
      writes = at;
      importWith(history, lines);

      assertThat(facts()).as("crash at write %d", at).isEqualTo(undisturbed);
      assertNumberedWithoutGaps();
    }
    // Before and after each of the inserts and returns.
    assertThat(writes).isGreaterThan(10);
  }

  @Test
  void inPartsThatOverlapWhereverTheyAreCut() {
    List<String> lines = MadeHistory.lines(11, INVOICES);
    importWith(history, lines);
    Map<String, String> whole = facts();

    for (int from = 1; from < lines.size() - 4; from += 7) {
      forgetThePast();
      Answer begin = importWith(history, lines.subList(0, from + 4));
      Answer end = importWith(history, lines.subList(from, lines.size()));

      assertThat(facts()).as("cut at line %d", from).isEqualTo(whole);
      assertOnlyAdjustmentsRefused(begin);
      assertOnlyAdjustmentsRefused(end);
    }
  }

  @Test
  void inPartsThatComeInTheWrongOrder() {
    List<String> lines = MadeHistory.lines(13, INVOICES);
    importWith(history, lines);
    Map<String, List<Document>> whole = linesByInvoice();

    for (int from = 1; from < lines.size() - 4; from += 11) {
      forgetThePast();
      assertOnlyAdjustmentsRefused(importWith(history, lines.subList(from, lines.size())));
      assertOnlyAdjustmentsRefused(importWith(history, lines.subList(0, from + 4)));

      assertThat(linesByInvoice()).as("cut at line %d", from).isEqualTo(whole);
      assertNumberedWithoutGaps();
      assertNothingReturnedTwice();
    }
  }

  @Test
  void whileOthersImportTheSame() {
    List<String> lines = MadeHistory.lines(17, 200);
    importWith(history, lines);
    Map<String, List<Document>> alone = linesByInvoice();
    forgetThePast();

    List<CompletableFuture<Answer>> together =
        IntStream.range(0, 4)
            .mapToObj(i -> CompletableFuture.supplyAsync(() -> importWith(history, lines)))
            .toList();

    List<Answer> answers = together.stream().map(CompletableFuture::join).toList();
    assertThat(answers).allSatisfy(ImportAgainTest::assertOnlyAdjustmentsRefused);
    assertThat(answers.stream().mapToLong(a -> a.count("orders") - a.count("alreadyThere")).sum())
        .isEqualTo(answers.getFirst().count("orders"));
    assertThat(linesByInvoice()).isEqualTo(alone);
    assertNumberedWithoutGaps();
    assertNothingReturnedTwice();
  }

  @Test
  void countsWhatWasSoldOverManyPages() {
    List<String> lines =
        IntStream.range(0, 4_100)
            .mapToObj(i -> InvoiceFiles.line("I" + i, "S" + i % 3, 1 + i % 2, "1", "" + i % 7))
            .collect(Collectors.toCollection(ArrayList::new));
    lines.add(InvoiceFiles.line("C9", "S0", -2, "1", "0", "2011-06-02 12:00:00"));
    importWith(history, lines);

    Map<String, Long> sold = new TreeMap<>();
    history.visitSold((sku, units) -> sold.merge(sku.value(), units, Long::sum));

    Map<String, Long> expected = new TreeMap<>();
    lines.stream()
        .map(line -> line.split(",", -1))
        .forEach(line -> expected.merge(line[1], Long.valueOf(line[3]), Long::sum));
    assertThat(sold).isEqualTo(expected);
  }

  private Answer importWith(OrderHistory used, List<String> lines) {
    Prices prices = new Prices("GBP");
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      imports
          .run(
              InvoiceFiles.upload(HEADER + String.join("", lines)),
              new HistoryImport(
                  new InvoiceCsv(prices),
                  new InvoiceJson(bodies, prices),
                  new ShopArchive(store, used, customers, bestsellers, "request"),
                  new HistorySummary("GBP")))
          .write(out);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return HistoryClient.read(out.toString(StandardCharsets.UTF_8));
  }

  private static void assertOnlyAdjustmentsRefused(Answer answer) {
    assertThat(answer.of("error")).isEmpty();
    assertThat(answer.refused()).allMatch(line -> line.endsWith(" stock-adjustment"));
  }

  /** All that an import decides, by invoice; not how often it took. */
  private Map<String, String> facts() {
    Map<String, String> facts = new TreeMap<>();
    store
        .exact(Schema.ORDERS)
        .find()
        .forEach(
            order ->
                facts.put(
                    order.getString("_id") + " " + order.getString("idempotencyKey"),
                    "%s %s %s %s %s"
                        .formatted(
                            order.getDate("createdAt").toInstant(),
                            order.getString("status"),
                            order.getLong("total"),
                            order.get("lines"),
                            sorted(order))));
    store
        .exact(Schema.CREDIT_NOTES)
        .find()
        .forEach(
            note ->
                facts.put(
                    note.getString("_id"),
                    "%s %s %s".formatted(note.getLong("total"), note.get("lines"), sorted(note))));
    return facts;
  }

  private static List<String> sorted(Document of) {
    return of.getList("returns", Document.class).stream().map(Document::toJson).sorted().toList();
  }

  private Map<String, List<Document>> linesByInvoice() {
    Map<String, List<Document>> lines = new TreeMap<>();
    for (Schema collection : List.of(Schema.ORDERS, Schema.CREDIT_NOTES)) {
      store
          .exact(collection)
          .find()
          .forEach(
              found ->
                  lines.put(
                      found.getString("customerId")
                          + found.get("idempotencyKey", found.getString("_id")),
                      found.getList("lines", Document.class)));
    }
    return lines;
  }

  private void assertNumberedWithoutGaps() {
    Map<String, List<Long>> numbers = new HashMap<>();
    store
        .exact(Schema.ORDERS)
        .find()
        .sort(new Document("seq", 1))
        .forEach(
            order ->
                numbers
                    .computeIfAbsent(order.getString("customerId"), c -> new ArrayList<>())
                    .add(order.getLong("seq")));
    assertThat(numbers)
        .allSatisfy(
            (customer, seqs) ->
                assertThat(seqs)
                    .isEqualTo(
                        IntStream.rangeClosed(1, seqs.size()).mapToObj(Long::valueOf).toList()));
  }

  private void assertNothingReturnedTwice() {
    Map<String, Long> credited = new HashMap<>();
    store
        .exact(Schema.ORDERS)
        .find()
        .forEach(
            order -> {
              Map<String, Long> back = new HashMap<>();
              for (Document units : order.getList("returns", Document.class)) {
                back.merge(
                    units.getString("sku") + units.getLong("unitPrice"),
                    units.getLong("quantity"),
                    Long::sum);
                credited.merge(
                    order.getString("customerId")
                        + "/"
                        + units.getString("creditNote")
                        + units.getString("sku")
                        + units.getLong("creditedPrice"),
                    units.getLong("quantity"),
                    Long::sum);
              }
              Map<String, Long> bought = units(order, "");
              assertThat(back)
                  .allSatisfy(
                      (item, units) -> assertThat(units).isLessThanOrEqualTo(bought.get(item)));
            });
    Map<String, Long> noted = new HashMap<>();
    store
        .exact(Schema.CREDIT_NOTES)
        .find()
        .forEach(note -> noted.putAll(units(note, note.getString("_id"))));
    assertThat(credited)
        .allSatisfy((item, units) -> assertThat(units).isLessThanOrEqualTo(noted.get(item)));
  }

  private static Map<String, Long> units(Document of, String prefix) {
    return of.getList("lines", Document.class).stream()
        .collect(
            Collectors.toMap(
                line -> prefix + line.getString("sku") + line.getLong("unitPrice"),
                line -> line.getLong("quantity"),
                Long::sum));
  }
}
