package io.saleproof;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.session.KeyRing;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionKeysTest {

  @TempDir Path folder;

  @Test
  void areMadeOnceAndKept() throws Exception {
    Path dataDir = folder.resolve("data");
    String made = SessionKeys.keptIn(dataDir);
    KeyRing.parse(made);
    assertThat(SessionKeys.keptIn(dataDir)).isEqualTo(made);
    assertThat(SessionKeys.keptIn(folder.resolve("other"))).isNotEqualTo(made);
    try (Stream<Path> files = Files.list(dataDir)) {
      assertThat(files)
          .singleElement()
          .satisfies(
              file ->
                  assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                      .isEqualTo("rw-------"));
    }
  }

  @Test
  void fileThatHoldsNoKeysStopsTheStart() throws Exception {
    Files.writeString(folder.resolve("session-keys"), "half");
    assertThatThrownBy(() -> SessionKeys.keptIn(folder))
        .isInstanceOf(Environment.Mistake.class)
        .hasMessageContaining("SALEPROOF_DATA_DIR");
  }

  @Test
  void folderThatIsNoneStopsTheStart() throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "");
    assertThatThrownBy(() -> SessionKeys.keptIn(file))
        .isInstanceOf(Environment.Mistake.class)
        .hasMessageContaining("SALEPROOF_DATA_DIR");
  }
}
