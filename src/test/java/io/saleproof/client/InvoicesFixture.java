package io.saleproof.client;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Invoices and terminals for tests. */
final class InvoicesFixture {

  static final List<String> SKUS = List.of("T1", "T2", "T3", "T4", "T5");

  private static final LocalDateTime FIRST = LocalDateTime.of(2011, 3, 1, 9, 0);

  private InvoicesFixture() {}

  /** So many invoices, a minute apart, of 9 customers and guests, with 1 to 3 lines each. */
  static List<Invoice> invoices(int count) {
    Random random = new Random(7);
    List<Invoice> invoices = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<Invoice.Line> lines = new ArrayList<>();
      for (int line = 0; line <= random.nextInt(3); line++) {
        lines.add(
            new Invoice.Line(
                new Sku(SKUS.get(random.nextInt(SKUS.size()))), 1 + random.nextInt(12)));
      }
      int customer = random.nextInt(10);
      invoices.add(invoice("7" + (1000 + i), customer == 0 ? null : "c" + customer, i, lines));
    }
    return invoices;
  }

  static Invoice invoice(
      String number, @Nullable String customer, int minute, List<Invoice.Line> lines) {
    return new Invoice(
        number,
        FIRST.plusMinutes(minute),
        customer == null ? null : new CustomerId(customer),
        lines);
  }

  static Invoice invoice(String number, @Nullable String customer, String sku, long quantity) {
    return invoice(number, customer, 0, List.of(new Invoice.Line(new Sku(sku), quantity)));
  }

  /** A terminal that keeps what is written to it. */
  static final class Kept {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    Terminal terminal(boolean live) {
      return new Terminal(stream(out), stream(progress), live);
    }

    String out() {
      return out.toString(StandardCharsets.UTF_8);
    }

    String progress() {
      return progress.toString(StandardCharsets.UTF_8);
    }

    private static PrintStream stream(ByteArrayOutputStream bytes) {
      return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
  }
}
