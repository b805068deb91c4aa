package io.saleproof.cluster;

import java.util.List;
import java.util.Optional;

/**
 * What an instance asks of the registry. Each call blocks and is bounded by {@link
 * RegistryConfig#callTimeout}; none may be made on an event loop.
 */
interface ConsulCalls {

  /** The {@link Listing#instance} that Consul has under an id; empty if it has nothing there. */
  Optional<String> instanceAt(String id) throws RegistryAway;

  /**
   * Lists an instance, in place of what was listed under its id.
   *
   * @param ready what Consul takes it for until it has asked itself
   */
  void register(Listing listing, boolean ready) throws RegistryAway;

  /** Takes an instance off the list; one that isn't on it stays off. */
  void deregister(String id) throws RegistryAway;

  /** All instances of the shop that are listed, ready or not. */
  List<Listed> all() throws RegistryAway;

  /**
   * An instance as Consul has it.
   *
   * @param instance its {@link Listing#instance}; empty if it has none
   * @param ready whether it may be sent requests
   */
  record Listed(String id, String instance, boolean ready) {}
}
