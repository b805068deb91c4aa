package io.saleproof.history;

import static io.restassured.RestAssured.given;
import static io.saleproof.history.HistoryClient.CSV;
import static io.saleproof.history.HistoryClient.bytes;
import static io.saleproof.history.HistoryClient.gzip;
import static io.saleproof.history.HistoryClient.importCsv;
import static io.saleproof.history.HistoryClient.importNdjson;
import static io.saleproof.history.HistoryClient.post;
import static io.saleproof.history.HistoryClient.postGzip;
import static io.saleproof.history.InvoiceFiles.HEADER;
import static io.saleproof.history.InvoiceFiles.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.history.HistoryClient.Answer;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.TestStore;
import io.saleproof.trade.CustomerId;
import jakarta.inject.Inject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import org.bson.Document;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestStore.class)
class HistoryResourceTest {

  @Inject Store store;

  @BeforeEach
  void forgetThePast() {
    store.exact(Schema.ORDERS).deleteMany(new Document());
    store.exact(Schema.CREDIT_NOTES).deleteMany(new Document());
  }

  @Test
  void storesInvoicesAsDeliveredOrdersAsTheyWere() {
    long movements = store.exact(Schema.STOCK_MOVEMENTS).countDocuments();
    Answer answer =
        importCsv(
            line("536365", "85123A", 6, "2.55", "17850.0", "2010-12-01 08:26:00")
                + line("536365", "71053", 6, "3.39", "17850.0", "2010-12-01 08:27:00"));

    assertThat(answer.summary().toString())
        .isEqualTo(
            "{\"type\":\"summary\",\"orders\":1,\"cancellations\":0,\"lines\":2,\"alreadyThere\":0,"
                + "\"revenue\":{\"2010-12\":{\"amount\":3564,\"currency\":\"GBP\"}},"
                + "\"refusedByReason\":{},\"refused\":0}");
    given()
        .get("/v1/orders/" + id("17850", 1))
        .then()
        .statusCode(200)
        .body("customerId", equalTo("17850"))
        .body("seq", equalTo(1))
        .body("status", equalTo("delivered"))
        .body("lines", hasSize(2))
        .body("lines[0].sku", equalTo("85123A"))
        .body("lines[0].name", equalTo("Name of 85123A"))
        .body("lines[0].unitPrice.amount", equalTo(255))
        .body("lines[0].productVersion", equalTo(0))
        .body("total.amount", equalTo(3564))
        .body("createdAt", equalTo("2010-12-01T08:26:00Z"))
        .body("version", equalTo(1));
    given()
        .get("/v1/customers/17850")
        .then()
        .statusCode(200)
        .body("name", equalTo("Customer 17850"))
        .body("country", equalTo("United Kingdom"));
    assertThat(store.exact(Schema.STOCK_MOVEMENTS).countDocuments()).isEqualTo(movements);
  }

  @Test
  void revenueIsTheSumOverTheLinesNotRefusedAndTheSameTheSecondTime() {
    List<String> lines = MadeHistory.lines(42, 300);

    Answer first = importCsv(String.join("", lines));
    Answer second = importCsv(String.join("", lines));

    assertRevenue(first, lines);
    assertThat(first.refused()).isNotEmpty().allMatch(line -> line.endsWith(" stock-adjustment"));
    assertThat(first.count("lines")).isEqualTo(lines.size() - first.refused().size());
    assertThat(first.count("alreadyThere")).isZero();
    assertSameButAlreadyThere(first, second);
  }

  @Test
  void takesTheDemoShopsOrders() throws IOException {
    byte[] packed;
    List<String> lines;
    try (InputStream file = open()) {
      packed = file.readAllBytes();
    }
    try (InputStream file = new GZIPInputStream(open())) {
      lines =
          new String(file.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8)
              .lines()
              .skip(1)
              .toList();
    }

    Answer first = postGzip(packed);

    // Fields with quotes aside, which no line of this file has before its amounts.
    List<String> plain =
        lines.stream().map(line -> line.replaceAll("\"[^\"]*(\"\"[^\"]*)*\"", "x")).toList();
    assertRevenue(first, plain);
    assertThat(first.count("orders"))
        .isEqualTo(
            1_541 - 3 - first.summary().get("refusedByReason").get("stock-adjustment").asLong());
    assertThat(first.summary().get("refusedByReason").get("accounting-adjustment").asInt())
        .isEqualTo(3);
    assertThat(first.of("progress")).hasSizeGreaterThan(4);
    assertSameButAlreadyThere(first, postGzip(packed));
    walk(busiestCustomer());
  }

  @Test
  void namesEachRefusedLine() {
    Answer answer =
        importCsv(
            line("1", "A1", 1, "1", "7")
                + line("2", "A1", -1, "0", "")
                + line("3", "PADS", 1, "0.001", "7")
                + line("A4", "B", 1, "-11062.06", "")
                + "5,A1,unclosed \"quote,1,2011-06-01 12:00:00,1,7\n"
                + "6,A1,too few fields\n"
                + line("1", "A1", 1, "1", "8")
                + line("7", "A1", 0, "1", "8"));

    assertThat(answer.refused())
        .containsExactly(
            "3 stock-adjustment",
            "4 not-in-minor-units",
            "5 accounting-adjustment",
            "6 invalid-csv",
            "7 invalid-csv",
            "8 customer-differs",
            "9 invalid-quantity");
    assertThat(answer.count("refused")).isEqualTo(7);
    assertThat(answer.summary().get("refusedByReason").get("customer-differs").asInt()).isOne();
    assertThat(answer.count("orders")).isOne();
    assertThat(answer.count("lines")).isOne();
  }

  @Test
  void refusesAnInvoiceThatIsStoredWithOtherLines() {
    String whole = line("1", "A1", 1, "1", "7") + line("1", "A2", 1, "1", "7");
    importCsv(whole);

    Answer other = importCsv(whole.replace("A2", "A3") + line("2", "A1", 1, "1", "7"));

    assertThat(other.refused()).containsExactly("2 invoice-differs", "3 invoice-differs");
    assertThat(other.count("orders")).isOne();
    assertThat(other.count("lines")).isOne();
    assertThat(other.summary().get("revenue").get("2011-06").get("amount").asLong()).isEqualTo(100);
    given().get("/v1/orders/" + id("7", 1)).then().body("lines[1].sku", equalTo("A2"));
  }

  @Test
  void notesCancellationsAtTheOrdersThatTheyCancel() {
    importCsv(
        line("1", "A1", 5, "1", "7", "2011-06-01 10:00:00")
            + line("2", "A1", 5, "2", "7", "2011-06-02 10:00:00")
            + line("3", "A1", 5, "2", "7", "2011-06-04 10:00:00")
            // Of the second order, by its price; then the rest of it and two of the first.
            + line("C4", "A1", -2, "2", "7", "2011-06-03 10:00:00")
            + line("C5", "A1", -5, "2", "7", "2011-06-03 11:00:00")
            // Of nothing: another customer's, never bought, nobody's.
            + line("C6", "A1", -5, "1", "8", "2011-06-05 10:00:00")
            + line("C7", "A9", -1, "1", "7", "2011-06-05 10:00:00")
            + line("C8", "A1", -1, "1", "", "2011-06-05 10:00:00"));

    assertThat(status(1)).isEqualTo("delivered");
    assertThat(status(2)).isEqualTo("returned");
    assertThat(status(3)).isEqualTo("delivered");
    assertThat(returns(1)).containsExactly("C5 A1 2");
    assertThat(returns(2)).containsExactlyInAnyOrder("C4 A1 2", "C5 A1 3");
    assertThat(returns(3)).isEmpty();
    assertThat(store.exact(Schema.CREDIT_NOTES).countDocuments()).isEqualTo(5);
    given()
        .get("/v1/orders/" + id("7", 2))
        .then()
        .body("version", equalTo(3))
        .body("history[2].cause", equalTo("credit note C5"))
        .body("history[2].at", equalTo("2011-06-03T10:00:00Z"));
  }

  @Test
  void readsOneOrderALineOfNdjson() {
    String order =
        "{\"invoice\":\"1\",\"customerId\":\"7\",\"at\":\"2011-06-30T23:30:00Z\",\"lines\":["
            + "{\"sku\":\"a1\",\"name\":\"Mug\",\"quantity\":2,"
            + "\"unitPrice\":{\"amount\":250,\"currency\":\"GBP\"}}]}";
    String file =
        order
            + "\n"
            + order.replace("\"1\"", "\"C2\"").replace("\"quantity\":2", "\"quantity\":-1")
            + "\n{\"invoice\":\"3\"}\nnot json\n"
            + order.replace("\"1\"", "\"4\"").replace("GBP", "EUR")
            + "\n"
            + order.replace("\"1\"", "\"5\"").replace("\"quantity\":2", "\"quantity\":0")
            + "\n"
            + order.replace("\"1\"", "\"6\"").replace("\"at\"", "\"on\"")
            + "\n"
            + order.replace("\"customerId\":\"7\",", "").replace("\"1\"", "\"7\"");

    Answer answer = importNdjson(file);

    assertThat(answer.refused())
        .containsExactly(
            "3 invalid-request",
            "4 malformed-json",
            "5 wrong-currency",
            "6 invalid-quantity",
            "7 invalid-request");
    assertThat(answer.count("orders")).isEqualTo(3);
    assertThat(answer.count("cancellations")).isOne();
    assertThat(answer.summary().get("revenue").toString())
        .isEqualTo("{\"2011-07\":{\"amount\":750,\"currency\":\"GBP\"}}");
    assertThat(returns(1)).containsExactly("C2 a1 1");
    assertThat(importNdjson(file).count("alreadyThere")).isEqualTo(3);
  }

  @Test
  void anUploadCutOffKeepsWhatCameAndGoesOnNextTime() {
    List<String> lines = MadeHistory.lines(3, 400);
    String file = HEADER + String.join("", lines);
    byte[] packed = gzip(file);

    Answer cut = postGzip(Arrays.copyOf(packed, packed.length * 2 / 3));
    Answer whole = postGzip(packed);

    assertThat(cut.of("error").getFirst().get("code").asText()).isEqualTo("upload-cut-off");
    assertThat(cut.count("orders")).isBetween(50L, 350L);
    assertThat(whole.refused()).allMatch(line -> line.endsWith(" stock-adjustment"));
    assertThat(whole.count("alreadyThere")).isBetween(50L, whole.count("orders") - 1);
    assertRevenue(whole, lines);
  }

  @Test
  void refusesLinesThatAreNotUtf8AndTakesTheRest() {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    file.writeBytes(bytes(HEADER + line("1", "A1", 1, "1", "7")));
    file.writeBytes(bytes("1,A2,caf"));
    file.write(0xE9);
    file.writeBytes(bytes(",1,2011-06-01 12:00:00,1,7,x\n" + line("1", "A3", 1, "1", "7")));

    Answer answer = post(CSV, file.toByteArray());

    assertThat(answer.refused()).containsExactly("3 invalid-utf8");
    assertThat(answer.count("lines")).isEqualTo(2);
  }

  @Test
  void refusesWhatIsNoImportBeforeItAnswers() {
    refused("?currency=POUNDS", HEADER, "currency");
    refused("?currency=XXX", HEADER, "currency");
    refused("", HEADER.replace("Quantity,", ""), "Quantity");
    refused("", HEADER.replace("Country", "Colour"), "Colour");
    HistoryClient.request()
        .contentType("application/json")
        .body("{}")
        .post("/v1/orders/import")
        .then()
        .statusCode(415);
  }

  @Test
  void bestsellingFollowsWhatWasSoldAndKept() {
    for (String sku : List.of("BS-1", "BS-2", "BS-3")) {
      given()
          .contentType("application/json")
          .header("If-None-Match", "*")
          .body(
              "{\"name\":\"%s\",\"categories\":[\"Bestsold\"],\"price\":{\"amount\":1,\"currency\":\"GBP\"}}"
                  .formatted(sku))
          .put("/v1/products/" + sku)
          .then()
          .statusCode(201);
    }

    importCsv(
        line("1", "BS-1", 10, "1", "7")
            + line("2", "BS-2", 20, "1", "7")
            + line("3", "BS-3", 30, "1", "7")
            + line("C4", "BS-3", -25, "1", "7", "2011-06-02 12:00:00"));

    given()
        .get("/v1/products?category=Bestsold&sort=bestselling")
        .then()
        .statusCode(200)
        .body("items.sku", equalTo(List.of("BS-2", "BS-1", "BS-3")));
  }

  private void refused(String query, String file, String named) {
    HistoryClient.request()
        .contentType(CSV)
        .body(bytes(file))
        .post("/v1/orders/import" + query)
        .then()
        .statusCode(400)
        .body("code", equalTo("invalid-request"))
        .body("errors[0].parameter", equalTo(named));
  }

  /** Every page of the list: numbers without a gap, dates in order. */
  private static void walk(String customer) {
    List<Integer> seqs = new ArrayList<>();
    List<String> dates = new ArrayList<>();
    String cursor = "";
    while (cursor != null) {
      var page =
          given()
              .get("/v1/customers/" + customer + "/orders?limit=3" + cursor)
              .then()
              .statusCode(200)
              .extract();
      seqs.addAll(page.path("items.seq"));
      dates.addAll(page.path("items.createdAt"));
      String next = page.path("next");
      cursor = next == null ? null : "&cursor=" + next;
    }
    List<Integer> expected = new ArrayList<>();
    for (int seq = seqs.size(); seq > 0; seq--) {
      expected.add(seq);
    }
    assertThat(seqs).hasSizeGreaterThan(5).isEqualTo(expected);
    assertThat(dates.reversed()).isSorted();
  }

  private String busiestCustomer() {
    Map<String, Integer> orders = new HashMap<>();
    store
        .exact(Schema.ORDERS)
        .find()
        .forEach(order -> orders.merge(order.getString("customerId"), 1, Integer::sum));
    return orders.entrySet().stream().max(Map.Entry.comparingByValue()).orElseThrow().getKey();
  }

  private static InputStream open() {
    return java.util.Objects.requireNonNull(
        HistoryResourceTest.class.getResourceAsStream("/demo/orders.csv.gz"));
  }

  private static void assertRevenue(Answer answer, List<String> lines) {
    Set<Long> refused =
        answer.of("refused").stream()
            .map(line -> line.get("line").asLong())
            .collect(Collectors.toSet());
    Map<String, Long> months = new java.util.TreeMap<>();
    answer
        .summary()
        .get("revenue")
        .properties()
        .forEach(month -> months.put(month.getKey(), month.getValue().get("amount").asLong()));
    assertThat(months).isEqualTo(MadeHistory.revenue(lines, refused));
  }

  private static void assertSameButAlreadyThere(Answer first, Answer second) {
    JsonNode expected =
        ((ObjectNode) first.summary().deepCopy()).put("alreadyThere", first.count("orders"));
    assertThat(second.summary().toString()).isEqualTo(expected.toString());
    assertThat(second.refused()).isEqualTo(first.refused());
  }

  private String status(long seq) {
    return given()
        .get("/v1/orders/" + id("7", seq))
        .then()
        .statusCode(200)
        .extract()
        .path("status");
  }

  private List<String> returns(long seq) {
    Document order = store.exact(Schema.ORDERS).find(new Document("_id", id("7", seq))).first();
    return order.getList("returns", Document.class).stream()
        .map(
            units ->
                units.getString("creditNote")
                    + " "
                    + units.getString("sku")
                    + " "
                    + units.getLong("quantity"))
        .toList();
  }

  private static String id(String customer, long seq) {
    return new io.saleproof.orders.OrderId(new CustomerId(customer), seq).toString();
  }
}
