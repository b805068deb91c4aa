package io.saleproof.proof;

/** An instance died here. An error, so that nothing in the product catches it and goes on. */
final class Death extends Error {

  private static final long serialVersionUID = 1;

  Death(String where) {
    super(where, null, false, false);
  }
}
