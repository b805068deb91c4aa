package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InvoiceFileTest {

  private static final String HEADER =
      "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";

  @TempDir private Path folder;

  private InvoiceFile.Sales read(String rows) throws Exception {
    Path file = folder.resolve("sales.csv");
    Files.writeString(file, HEADER + rows);
    return InvoiceFile.read(file, null, Long.MAX_VALUE);
  }

  @Test
  void readsALineAsItIsMeant() throws Exception {
    InvoiceFile.Sales sales =
        read("536365, 85123a ,\"HOLDER, \"\"WHITE\"\"\",6,2010-12-01 08:26:00,2.55,17850.0,UK\n");
    Invoice invoice = sales.invoices().getFirst();
    assertThat(invoice.number()).isEqualTo("536365");
    assertThat(invoice.at()).hasToString("2010-12-01T08:26");
    assertThat(invoice.customer()).isEqualTo(new CustomerId("17850"));
    assertThat(invoice.lines()).containsExactly(new Invoice.Line(new Sku("85123A"), 6));
    assertThat(sales.offers())
        .containsEntry(new Sku("85123A"), new InvoiceFile.Offer("HOLDER, \"WHITE\"", 255));
  }

  @Test
  void takesAnEmptyCustomerForAGuest() throws Exception {
    assertThat(read("1,A1,x,1,2010-12-01 08:26:00,1,,UK\n").invoices().getFirst().customer())
        .isNull();
  }

  @Test
  void leavesOutWhatIsNoSale() throws Exception {
    InvoiceFile.Sales sales =
        read(
            """
            C1,A1,cancelled,-1,2010-12-01 08:26:00,1,1.0,UK
            C2,A1,cancelled,1,2010-12-01 08:26:00,1,1.0,UK
            A3,B,Adjust bad debt,1,2010-12-01 08:26:00,11062.06,,UK
            4,A1,free,1,2010-12-01 08:26:00,0,1.0,UK
            5,A1,correction,-4,2010-12-01 08:26:00,1,,UK
            6,BANK CHARGES,no SKU,1,2010-12-01 08:26:00,15,1.0,UK
            7,A1,no number,many,2010-12-01 08:26:00,1,1.0,UK
            8,A1,no date,1,yesterday,1,1.0,UK
            9,A1,sold,1,2010-12-01 08:26:00,1,1.0,UK
            """);
    assertThat(sales.invoices()).extracting(Invoice::number).containsExactly("9");
    assertThat(sales.linesLeftOut()).isEqualTo(8);
  }

  @Test
  void gathersAnInvoiceWhoseLinesStandApartAndSortsByDate() throws Exception {
    InvoiceFile.Sales sales =
        read(
            """
            2,A1,x,1,2010-12-01 09:00:00,1,1.0,UK
            1,A1,x,1,2010-12-01 08:00:00,1,1.0,UK
            2,A2,x,3,2010-12-01 09:01:00,1,1.0,UK
            2,A1,x,4,2010-12-01 09:01:00,1,1.0,UK
            """);
    assertThat(sales.invoices()).extracting(Invoice::number).containsExactly("1", "2");
    assertThat(sales.invoices().getLast().units())
        .containsEntry(new Sku("A1"), 5L)
        .containsEntry(new Sku("A2"), 3L);
  }

  @Test
  void readsOneMonthAndSoManyInvoicesOfAPackedFile() throws Exception {
    Path file = folder.resolve("sales.csv.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      String rows =
          """
          1,A1,x,1,2011-02-28 23:59:00,1,1.0,UK
          2,A1,x,1,2011-03-01 00:00:00,1,1.0,UK
          3,A1,x,1,2011-03-02 00:00:00,1,1.0,UK
          4,A1,x,1,2011-03-31 23:59:00,1,1.0,UK
          """;
      out.write((HEADER + rows).getBytes(StandardCharsets.UTF_8));
    }
    assertThat(InvoiceFile.read(file, YearMonth.of(2011, 3), 2).invoices())
        .extracting(Invoice::number)
        .containsExactly("2", "3");
  }

  @Test
  void refusesAFileOfOtherColumns() throws Exception {
    Path file = folder.resolve("other.csv");
    Files.writeString(file, "sku,name\nA1,x\n");
    assertThatThrownBy(() -> InvoiceFile.read(file, null, 1))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("must name the columns");
  }

  @Test
  void refusesAFileThatIsNotPackedAsItSays() throws Exception {
    Path file = folder.resolve("other.csv.gz");
    Files.writeString(file, HEADER);
    assertThatThrownBy(() -> InvoiceFile.read(file, null, 1))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("can't be read");
  }
}
