package io.saleproof.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The problems that the gateway answers with by itself are of the shop's catalogue. */
class GatewayProblemsTest {

  private static final Path PLUGIN = Path.of("apisix/lua/apisix/plugins/gateway-problem.lua");
  private static final Pattern PROBLEM =
      Pattern.compile(
          "status = (\\d+), code = \"([a-z-]+)\", title = \"([^\"]+)\"(,\\s*retryable = true)?");

  private record Told(int status, String code, String title, boolean retryable) {}

  @Test
  void areOfTheCatalogue() throws IOException {
    List<Told> told =
        PROBLEM
            .matcher(Files.readString(PLUGIN))
            .results()
            .map(
                found ->
                    new Told(
                        Integer.parseInt(found.group(1)),
                        found.group(2),
                        found.group(3),
                        found.group(4) != null))
            .toList();

    assertThat(told).hasSize(7);
    assertThat(told).allSatisfy(problem -> assertThat(published(problem.code())).contains(problem));
  }

  private static Optional<Told> published(String code) {
    return Arrays.stream(ProblemCode.values())
        .filter(problem -> problem.code().equals(code))
        .map(problem -> new Told(problem.status(), code, problem.title(), problem.retryable()))
        .findFirst();
  }
}
