package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandLineTest {

  private static CommandLine parse(String... arguments) {
    return CommandLine.parse(Set.of("--url", "--clients", "--token"), Set.of("--help"), arguments);
  }

  @Test
  void readsOptionsInBothForms() {
    CommandLine line = parse("--clients=4", "a.csv", "--url", "http://shop:1/", "--help");
    assertThat(line.number("--clients", 8, 1, 512)).isEqualTo(4);
    assertThat(line.url()).hasToString("http://shop:1");
    assertThat(line.has("--help")).isTrue();
    assertThat(line.files()).containsExactly("a.csv");
  }

  @Test
  void fallsBackToDefaults() {
    assertThat(parse().url()).hasToString(CommandLine.DEFAULT_URL);
    assertThat(parse().number("--clients", 8, 1, 512)).isEqualTo(8);
    assertThat(parse().token(Map.of())).isNull();
  }

  @Test
  void takesTheTokenFromTheEnvironmentUnlessGiven() {
    Map<String, String> environment = Map.of(CommandLine.TOKEN_VARIABLE, "of-environment");
    assertThat(parse().token(environment)).isEqualTo("of-environment");
    assertThat(parse("--token", "given").token(environment)).isEqualTo("given");
  }

  @Test
  void refusesATokenThatWouldBreakTheRequest() {
    assertThatThrownBy(() -> parse("--token", "a\r\nHost: b").token(Map.of()))
        .isInstanceOf(Failure.class);
  }

  @Test
  void saysWhatIsWrongInOneSentence() {
    assertMisuse(() -> parse("--colour"), "There is no option '--colour'.");
    assertMisuse(() -> parse("--url"), "--url needs a value.");
    assertMisuse(
        () -> parse("--clients", "0").number("--clients", 8, 1, 512),
        "--clients must be a number from 1 to 512, not '0'.");
    assertMisuse(
        () -> parse("--clients", "many").number("--clients", 8, 1, 512),
        "--clients must be a number from 1 to 512, not 'many'.");
    assertMisuse(() -> parse().file(), "Which file?");
    assertMisuse(() -> parse("a", "b").file(), "One file at a time, not 2.");
    assertMisuse(
        () -> parse("--url", "ftp://shop").url(),
        "--url must be an http or https address, not 'ftp://shop'.");
  }

  @Test
  void tellsAMissingFileFromAFolder(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("missing.csv");
    assertThatThrownBy(() -> parse(missing.toString()).file())
        .hasMessage("There is no file " + missing + ".");
    assertThatThrownBy(() -> parse(folder.toString()).file())
        .hasMessage(folder + " is not a file that can be read.");
    Path file = Files.createFile(folder.resolve("there.csv"));
    assertThat(parse(file.toString()).file()).isEqualTo(file);
  }

  private static void assertMisuse(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String sentence) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.status()).isEqualTo(Failure.MISUSE))
        .hasMessage(sentence + " (--help lists the options.)");
  }
}
