package io.saleproof.access;

import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * In open mode, for a look on one's own machine, nobody in particular may do everything. The
 * listener is then bound to loopback by the program's start.
 */
@ApplicationScoped
public class OpenAccess implements SecurityIdentityAugmentor {

  private final boolean open;

  OpenAccess(AccessConfig config) {
    this.open = config.mode() == AccessConfig.Mode.OPEN;
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
