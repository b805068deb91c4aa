package io.saleproof.session;

/** What came of opening a token. */
sealed interface OpenedToken {

  /** It held. */
  record Valid(SessionState state) implements OpenedToken {}

  /** It counts for nothing. */
  record Ignored(TokenFault fault) implements OpenedToken {}
}
