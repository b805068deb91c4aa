package io.saleproof.sessions;

/** What clients do with the tokens that they get. */
enum Habit {
  /** As they should. */
  KEEPS_THEM,
  /** They have none, and let any replica answer. */
  HAS_NONE,
  /** As if answers that are errors brought none. */
  FORGETS_THOSE_OF_ERRORS,
  /** As if answers that nothing has changed brought none. */
  FORGETS_THOSE_OF_304;

  private static final int NOT_MODIFIED = 304;
  private static final int FIRST_ERROR = 400;

  boolean keeps(int status) {
    return switch (this) {
      case KEEPS_THEM -> true;
      case HAS_NONE -> false;
      case FORGETS_THOSE_OF_ERRORS -> status < FIRST_ERROR;
      case FORGETS_THOSE_OF_304 -> status != NOT_MODIFIED;
    };
  }
}
