package io.saleproof.access;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * In open mode, for a look on one's own machine, nobody in particular may do everything. The
 * listener is then bound to loopback by the program's start.
 */
@ApplicationScoped
public class OpenAccess implements SecurityIdentityAugmentor {

  /** Quarkus runs higher numbers first; its own authentication is far below a thousand. */
  private static final int BEFORE_AUTHENTICATION = 1_000;

  private final boolean open;

  OpenAccess(AccessConfig config) {
    this.open = config.mode() == AccessConfig.Mode.OPEN;
  }

  /** No keys are known in open mode, so a token that a client sends all the same says nothing. */
  void ignoreTokens(@Observes Filters filters) {
    if (open) {
      filters.register(
          context -> {
            context.request().headers().remove(HttpHeaders.AUTHORIZATION);
            context.next();
          },
          BEFORE_AUTHENTICATION);
    }
  }

  @Override
  public Uni<SecurityIdentity> augment(
      SecurityIdentity identity, AuthenticationRequestContext context) {
    if (!open || !identity.isAnonymous()) {
      return Uni.createFrom().item(identity);
    }
    return Uni.createFrom()
        .item(QuarkusSecurityIdentity.builder(identity).addRole(Caller.ADMIN).build());
  }
}
