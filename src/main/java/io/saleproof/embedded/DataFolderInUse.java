package io.saleproof.embedded;

import java.nio.file.Path;

/** Another process, or another store of this one, has the data folder open. */
public final class DataFolderInUse extends RuntimeException {
  private static final long serialVersionUID = 1L;

  DataFolderInUse(Path folder, Throwable cause) {
    super("The data folder " + folder + " is in use by another running instance.", cause);
  }
}
