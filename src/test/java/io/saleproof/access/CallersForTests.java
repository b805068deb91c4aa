package io.saleproof.access;

import io.quarkus.security.identity.SecurityIdentity;

/** Callers without an application around them. */
public final class CallersForTests {

  private CallersForTests() {}

  /** Every request is this one's. */
  public static Callers only(SecurityIdentity identity) {
    return new Callers(identity);
  }
}
