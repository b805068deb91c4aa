package io.saleproof.log;

import java.io.IOException;

/** The disk did not take what was to be appended; the file is as it was before. */
final class NoRoom extends IOException {

  private static final long serialVersionUID = 1L;

  NoRoom(IOException cause) {
    super(cause.getMessage(), cause);
  }
}
