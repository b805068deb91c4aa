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

  private Import() {}

  public static void main(String... arguments) {
    System.exit(run(Terminal.ofProcess(), System.getenv(), arguments));
  }

  static int run(Terminal terminal, Map<String, String> environment, String... arguments) {
    try {
      CommandLine line =
          CommandLine.parse(
              Set.of("--url", "--token", "--answer"), Set.of("--products"), arguments);
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
