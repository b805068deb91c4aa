package io.saleproof.client;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;

/**
 * {@code ./scripts/replay.sh}: plays the invoices of a file as live orders and checks what the shop
 * made of them.
 *
 * <p>Exit status: 0 every check holds, 1 one does not or the shop could not be used, 2 the command
 * line makes no sense.
 */
public final class Replay {

  private static final int DEFAULT_CLIENTS = 8;
  private static final int MAX_CLIENTS = 512;
  private static final int RUN_ID_BYTES = 5;

  private Replay() {}

  public static void main(String... arguments) {
    System.exit(run(Terminal.ofProcess(), System.getenv(), arguments));
  }

  static int run(Terminal terminal, Map<String, String> environment, String... arguments) {
    try {
      CommandLine line =
          CommandLine.parse(
              Set.of("--month", "--clients", "--limit", "--seed", "--json", "--url", "--token"),
              Set.of("--create-products"),
              arguments);
      ReplayReport report = play(line, environment, terminal);
      terminal.out().print(report.text());
      if (line.value("--json").isPresent()) {
        write(report, Path.of(line.value("--json").get()));
      }
      return report.holds() ? 0 : Failure.FAILED;
    } catch (Failure failure) {
      terminal.progress().println(failure.getMessage());
      return failure.status();
    }
  }

  private static ReplayReport play(
      CommandLine line, Map<String, String> environment, Terminal terminal) {
    ReplayRun.Settings settings =
        new ReplayRun.Settings(
            (int) line.number("--clients", DEFAULT_CLIENTS, 1, MAX_CLIENTS),
            line.number("--seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
            newRunId(),
            line.has("--create-products"));
    URI url = line.url();
    YearMonth month = line.value("--month").map(Replay::month).orElse(null);
    long limit = line.number("--limit", Long.MAX_VALUE, 1, Long.MAX_VALUE);
    InvoiceFile.Sales sales = InvoiceFile.read(line.file(), month, limit);
    try (HttpClient http = Requests.newHttpClient()) {
      Requests requests = new Requests(http, url, line.token(environment));
      return new ReplayRun(
              settings,
              new HttpShopApi(requests),
              () -> new HttpShopApi(requests.another()),
              terminal,
              Clock.systemUTC())
          .play(sales);
    }
  }

  private static YearMonth month(String text) {
    try {
      return YearMonth.parse(text);
    } catch (DateTimeException malformed) {
      throw Failure.misuse("--month must be a month such as 2011-03, not '" + text + "'.");
    }
  }

  private static String newRunId() {
    byte[] random = new byte[RUN_ID_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static void write(ReplayReport report, Path file) {
    try {
      Files.write(
          file, new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsBytes(report));
    } catch (IOException unwritable) {
      throw Failure.of(file + " can't be written: " + unwritable.getMessage() + ".");
    }
  }
}
