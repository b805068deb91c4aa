package io.saleproof.log;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.server.SettingMistake;
import io.saleproof.server.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogProgramsTest {

  @TempDir Path folder;

  private Variables variables(String... pairs) {
    Map<String, String> variables = new HashMap<>(Map.of("LOG_DATA_DIR", folder.toString()));
    for (int i = 0; i < pairs.length; i += 2) {
      variables.put(pairs[i], pairs[i + 1]);
    }
    return new Variables(variables);
  }

  private static void assertRefused(Runnable start, String sentence) {
    assertThatThrownBy(start::run)
        .isInstanceOf(SettingMistake.class)
        .hasMessageStartingWith(sentence);
  }

  @Test
  void namesTheVariableThatIsMissingOrWrong() {
    assertRefused(() -> LogPrograms.secondary(variables()), "LOG_MASTER_URL must be set");
    assertRefused(
        () -> LogPrograms.secondary(variables("LOG_MASTER_URL", "ftp://x")),
        "LOG_MASTER_URL must be an address");
    assertRefused(
        () -> LogPrograms.master(variables("LOG_GROUP_SIZE", "0")), "LOG_GROUP_SIZE must be");
    assertRefused(
        () -> LogPrograms.master(variables("LOG_QUORUM", "true")), "LOG_GROUP_SIZE must be set");
    assertRefused(() -> LogPrograms.master(variables("LOG_QUORUM", "yes")), "LOG_QUORUM must be");
    assertRefused(
        () -> LogPrograms.master(variables("LOG_FAULTS", "delay:1ms")), "LOG_FAULTS (--faults) is");
    assertRefused(
        () ->
            LogPrograms.secondary(
                variables("LOG_MASTER_URL", "localhost:1", "LOG_FAULTS", "fire:1")),
        "LOG_FAULTS (--faults) must be");
    assertRefused(() -> LogPrograms.master(variables("HTTP_PORT", "0")), "HTTP_PORT must be");
  }

  @Test
  void saysWhatToDoAboutADamagedFile() throws IOException {
    SimulatedDisk disk = new SimulatedDisk();
    LogFile file = LogFile.open(disk, Recovery.OnDamage.REFUSE);
    int begin = disk.durableBytes().length;
    file.appendMessage(1, 1, new byte[10]);
    file.flush();
    file.append(file.state());
    file.flush();
    byte[] bytes = disk.durableBytes();
    bytes[begin + LogRecord.HEADER_BYTES] ^= 1;
    Files.write(folder.resolve("messages.log"), bytes);
    assertRefused(() -> LogPrograms.master(variables()), "LOG_DATA_DIR: in the folder " + folder);
  }
}
