package io.saleproof.access;

import io.quarkus.security.identity.SecurityIdentity;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.trade.CustomerId;
import jakarta.enterprise.context.RequestScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Finds out who sent the current request. */
@RequestScoped
public class Callers {

  private final SecurityIdentity identity;

  Callers(SecurityIdentity identity) {
    this.identity = identity;
  }

  /**
   * The caller of the current request. A token with several groups counts as the strongest.
   *
   * @throws io.saleproof.http.ProblemException 403 if a shopper's subject is no customer id
   */
  public Caller current() {
    String subject = subject();
    if (identity.hasRole(Caller.ADMIN)) {
      return new Caller.Admin(subject);
    }
    if (identity.hasRole(Caller.SERVICE)) {
      return new Caller.Service(subject);
    }
    if (identity.hasRole(Caller.SHOPPER)) {
      return new Caller.Shopper(customerOf(subject));
    }
    return new Caller.Nobody();
  }

  /**
   * Insists that the caller may act for the customer.
   *
   * @throws io.saleproof.http.ProblemException 404 if not: others' resources look like missing ones
   */
  public Caller actingFor(CustomerId customer) {
    Caller caller = current();
    if (!caller.mayActFor(customer)) {
      throw Problem.notFound("The resource").asException();
    }
    return caller;
  }

  /** The {@code sub} of the token, whatever other names of the caller it may carry. */
  private String subject() {
    if (identity.isAnonymous()) {
      return "open";
    }
    String subject =
        identity.getPrincipal() instanceof JsonWebToken token
            ? token.getSubject()
            : identity.getPrincipal().getName();
    if (subject == null) {
      throw Problem.of(ProblemCode.FORBIDDEN, "The token has no subject").asException();
    }
    return subject;
  }

  private static CustomerId customerOf(String subject) {
    try {
      return new CustomerId(subject);
    } catch (IllegalArgumentException notOurs) {
      throw Problem.of(ProblemCode.FORBIDDEN, "The token's subject is not a customer id")
          .asException();
    }
  }
}
