package io.saleproof.imports;

/** Finds out whether a CSV line ends inside a quoted field (RFC 4180), byte by byte. */
final class QuoteScan {

  private enum State {
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED
  }

  private QuoteScan() {}

  /**
   * @param open whether the line before ended inside a quoted field
   */
  static boolean endsOpen(byte[] line, boolean open) {
    State state = open ? State.QUOTED : State.FIELD_START;
    for (byte b : line) {
      state = next(state, b);
    }
    return state == State.QUOTED;
  }

  private static State next(State state, byte b) {
    boolean quote = b == '"';
    boolean comma = b == ',';
    return switch (state) {
      case QUOTED -> quote ? State.QUOTE_IN_QUOTED : State.QUOTED;
      case FIELD_START -> quote ? State.QUOTED : comma ? State.FIELD_START : State.PLAIN;
      case QUOTE_IN_QUOTED -> quote ? State.QUOTED : comma ? State.FIELD_START : State.PLAIN;
      case PLAIN -> comma ? State.FIELD_START : State.PLAIN;
    };
  }
}
