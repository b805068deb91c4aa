package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.saleproof.store.TestStore;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands, whole, against the running shop. */
@QuarkusTest
@QuarkusTestResource(TestStore.class)
class LiveReplayTest {

  private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");
  private static final int INVOICES = 60;

  @TestHTTPResource private URI shop;
  @TempDir private Path folder;
  private final InvoicesFixture.Kept kept = new InvoicesFixture.Kept();

  @Test
  void playsAFileTwiceAndFindsTheShopRight() throws Exception {
    Path products = Files.writeString(folder.resolve("products.ndjson"), products());
    assertThat(
            Import.run(
                kept.terminal(false), Map.of(), products.toString(), "--products", "--url=" + shop))
        .as(kept.out() + kept.progress())
        .isZero();
    assertThat(kept.out()).containsPattern("created +5");

    Path sales = sales();
    JsonNode first = replay(sales, "--limit=50");
    assertThat(first.path("placed").asInt() + first.path("refusedForStock").asInt()).isEqualTo(50);
    assertThat(first.path("refusedForStock").asInt()).isPositive();
    assertThat(first.path("sentTwice").asInt()).isEqualTo(5);
    assertThat(first.path("paid").asInt()).isPositive();
    assertThat(first.path("cancelled").asInt()).isPositive();

    // Other orders of the same customers and goods are no matter; another run has keys of its own.
    JsonNode second = replay(sales, "--seed=2");
    assertThat(second.path("invoices").asInt()).isEqualTo(INVOICES);
    assertThat(second.path("run").asText()).isNotEqualTo(first.path("run").asText());
  }

  private JsonNode replay(Path sales, String option) throws IOException {
    Path report = folder.resolve("report.json");
    int status =
        Replay.run(
            kept.terminal(false),
            Map.of(),
            sales.toString(),
            "--clients=8",
            "--month=2011-03",
            "--json=" + report,
            "--url=" + shop,
            option);
    assertThat(status).as(kept.out() + kept.progress()).isZero();
    return new ObjectMapper().readTree(report.toFile());
  }

  private static String products() {
    StringBuilder rows = new StringBuilder();
    for (String sku : InvoicesFixture.SKUS) {
      rows.append(
          "{\"sku\": \"%s\", \"name\": \"Thing %s\", \"price\": {\"amount\": 199, \"currency\": \"GBP\"}}\n"
              .formatted(sku, sku));
    }
    return rows.toString();
  }

  private Path sales() throws IOException {
    StringBuilder rows = new StringBuilder();
    rows.append(
        "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n");
    for (Invoice invoice : InvoicesFixture.invoices(INVOICES)) {
      for (Invoice.Line line : invoice.lines()) {
        rows.append(
            "%s,%s,Thing,%d,%s,1.99,%s,United Kingdom\n"
                .formatted(
                    invoice.number(),
                    line.sku(),
                    line.quantity(),
                    TIME.format(invoice.at()),
                    invoice.customer() == null ? "" : invoice.customer()));
      }
    }
    return Files.writeString(folder.resolve("sales.csv"), rows);
  }
}
