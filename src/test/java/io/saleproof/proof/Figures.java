package io.saleproof.proof;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What a proof has to show, printed and kept beside the other reports of the build. */
public final class Figures {

  private static final Path FOLDER = Path.of("target", "proof");

  private Figures() {}

  public static void tell(String name, String line) {
    System.out.println(name + ": " + line);
    try {
      Files.createDirectories(FOLDER);
      Files.writeString(FOLDER.resolve(name + ".txt"), line + System.lineSeparator());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
