package io.saleproof.log;

/** A member's file has lost messages that were durable. */
final class DamagedFile extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DamagedFile(long position, long firstLost, long lastLost) {
    super(
        "the file is damaged at byte %d: messages %d to %d were on disk and can't be read"
            .formatted(position, firstLost, lastLost));
  }
}
