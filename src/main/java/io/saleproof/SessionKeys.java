package io.saleproof;

import io.saleproof.session.KeyRing;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The keys of sessions' tokens: {@code SESSION_KEYS}, which a cluster must have; with embedded
 * stores a key that is made once and kept in the data folder, readable for its owner only.
 */
final class SessionKeys {

  static final String VARIABLE = "SESSION_KEYS";

  private static final String FILE = "session-keys";
  private static final FileAttribute<Set<PosixFilePermission>> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private SessionKeys() {}

  /**
   * @throws Environment.Mistake if they are not keys
   */
  static void check(String keys) {
    try {
      KeyRing.parse(keys);
    } catch (IllegalArgumentException wrong) {
      throw new Environment.Mistake(VARIABLE + " " + wrong.getMessage() + ".");
    }
  }

  /**
   * To be called when the embedded store has the data folder for itself.
   *
   * @throws Environment.Mistake if the folder can't be used, or its file does not hold keys
   */
  static String keptIn(Path dataDir) {
    Path file = dataDir.resolve(FILE);
    try {
      if (!Files.exists(file)) {
        write(file, KeyRing.made());
      }
      String keys = Files.readString(file).strip();
      KeyRing.parse(keys);
      return keys;
    } catch (IOException unusable) {
      throw new Environment.Mistake(
          "SALEPROOF_DATA_DIR: the file " + file + " can't be read or written.");
    } catch (IllegalArgumentException wrong) {
      throw new Environment.Mistake(
          "SALEPROOF_DATA_DIR: the file " + file + " does not hold keys; delete it for a new one.");
    }
  }

  /** Whole or not at all, whenever the process dies. */
  private static void write(Path file, String keys) throws IOException {
    Files.createDirectories(file.getParent());
    Path fresh = Files.createTempFile(file.getParent(), FILE, ".new", OWNER_ONLY);
    try {
      Files.writeString(fresh, keys);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (FileSystemException failed) {
      Files.deleteIfExists(fresh);
      throw failed;
    }
  }
}
