package io.saleproof.log;

import io.saleproof.server.RunningService;
import io.saleproof.server.ServerSettings;
import io.saleproof.server.SettingMistake;
import io.saleproof.server.Variables;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Starts the two roles of the log from the environment. */
public final class LogPrograms {

  private static final int MASTER_PORT = 30_000;
  private static final int SECONDARY_PORT = 8_080;
  private static final String FILE = "messages.log";
  private static final Set<String> LOOPBACKS = Set.of("localhost", "127.0.0.1", "[::1]");

  private LogPrograms() {}

  /**
   * @throws SettingMistake if a variable is missing or malformed
   */
  public static RunningService master(Variables variables) {
    Optional<URI> address = variables.address("LOG_ADDRESS");
    ServerSettings listener = listener(address, variables.port(MASTER_PORT));
    if (variables.text("LOG_FAULTS").isPresent()) {
      throw new SettingMistake("LOG_FAULTS (--faults) is for the role log-secondary.");
    }
    MasterSettings settings = settings(variables);
    Path folder = folder(variables, "log-master");
    try {
      return MasterService.start(
          FileDisk.open(folder, FILE), settings, LogTimes.USUAL, listener, Clock.systemUTC());
    } catch (DamagedFile damaged) {
      throw new SettingMistake(
          "LOG_DATA_DIR: in the folder %s %s; put back a copy of %s, such as a secondary's."
              .formatted(folder, damaged.getMessage(), FILE));
    } catch (UncheckedIOException failed) {
      throw unusable(folder, failed);
    }
  }

  private static SettingMistake unusable(Path folder, UncheckedIOException failed) {
    @Nullable Throwable cause = failed.getCause();
    return new SettingMistake(
        "LOG_DATA_DIR: the folder %s can't be used: %s."
            .formatted(folder, cause == null ? failed.getMessage() : cause.getMessage()));
  }

  private static MasterSettings settings(Variables variables) {
    int size = variables.number("LOG_GROUP_SIZE", 1, MasterSettings.MAX_GROUP, 0);
    boolean quorum = variables.flag("LOG_QUORUM", false);
    if (quorum && size == 0) {
      throw new SettingMistake("LOG_GROUP_SIZE must be set, because LOG_QUORUM is true.");
    }
    return new MasterSettings(size == 0 ? OptionalInt.empty() : OptionalInt.of(size), quorum);
  }

  /**
   * @throws SettingMistake if a variable is missing or malformed
   */
  public static RunningService secondary(Variables variables) {
    variables.required("LOG_MASTER_URL", "where this secondary registers");
    URI master = variables.address("LOG_MASTER_URL").orElseThrow();
    @Nullable URI address = variables.address("LOG_ADDRESS").orElse(null);
    Faults faults = variables.text("LOG_FAULTS").map(Faults::parse).orElse(Faults.NONE);
    ServerSettings listener =
        listener(Optional.ofNullable(address), variables.port(SECONDARY_PORT));
    Path folder = folder(variables, "log-secondary");
    try {
      return SecondaryService.start(
          FileDisk.open(folder, FILE), master, address, faults, LogTimes.USUAL, listener);
    } catch (UncheckedIOException failed) {
      throw unusable(folder, failed);
    }
  }

  /** Without an address that others can reach, nobody but this machine does. */
  private static ServerSettings listener(Optional<URI> address, int port) {
    boolean open = address.isPresent() && !LOOPBACKS.contains(address.get().getHost());
    return ServerSettings.at(open ? "0.0.0.0" : ServerSettings.LOOPBACK, port);
  }

  private static Path folder(Variables variables, String role) {
    return variables.text("LOG_DATA_DIR").isPresent()
        ? variables.folder("LOG_DATA_DIR", "")
        : variables.folder("SALEPROOF_DATA_DIR", ".data").resolve(role);
  }
}
