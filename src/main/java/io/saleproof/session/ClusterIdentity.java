package io.saleproof.session;

/** Which cluster's data this shop serves: what tokens are bound to. */
public interface ClusterIdentity {

  /**
   * The same for all instances on one database, and another for another one. Known from the start's
   * end on.
   */
  long id();
}
