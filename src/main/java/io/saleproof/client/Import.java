package io.saleproof.client;

import java.nio.file.Path;
import java.util.Map;
import java.util.Set;

/**
 * {@code ./scripts/import.sh}: sends a file of past orders, or of products, to a shop and shows
 * what became of it.
 *
 * <p>Exit status: 0 the whole file was read by the shop (lines that it refused are listed), 1 it
 * was not, 2 the command line makes no sense.
 */
public final class Import {

  private static final String USAGE =
      """
      Usage: ./scripts/import.sh FILE [--products] [--url URL] [--token T] [--answer FILE]

      Sends FILE (.csv or .ndjson, with or without .gz) to a running shop and shows the lines that
      it refused, by reason, and the revenue by month. Doing it again changes nothing.

        --products     the file holds products, not past orders
        --url URL      where the shop is (default: http://localhost:8080)
        --token T      an admin's token, where the shop wants one (or in SALEPROOF_TOKEN)
        --answer FILE  keeps the shop's answer as it came
        --help         this text
      """;

  private Import() {}

  public static void main(String... arguments) {
    System.exit(run(Terminal.ofProcess(), System.getenv(), arguments));
  }

  static int run(Terminal terminal, Map<String, String> environment, String... arguments) {
    try {
      CommandLine line =
          CommandLine.parse(
              Set.of("--url", "--token", "--answer"), Set.of("--products", "--help"), arguments);
      if (line.has("--help")) {
        terminal.out().print(USAGE);
        return 0;
      }
      ImportFile file = ImportFile.of(line.file());
      String path = line.has("--products") ? "/v1/products/import" : "/v1/orders/import";
      ImportRun run = new ImportRun(line.url(), path, line.token(environment), terminal);
      ImportReport report = run.send(file, line.value("--answer").map(Path::of).orElse(null));
      terminal.out().print(report.text());
      return report.isWhole() ? 0 : Failure.FAILED;
    } catch (Failure failure) {
      terminal.progress().println(failure.getMessage());
      return failure.status();
    }
  }
}
