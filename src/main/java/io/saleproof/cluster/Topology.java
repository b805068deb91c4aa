package io.saleproof.cluster;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The database's servers as the driver last saw them. What is not known is empty.
 *
 * @param kind what the driver is connected to
 * @param replicaSet the set's name; only a replica set has one
 * @param nodes the servers that the driver speaks to: members of a set, or routers
 * @param primary the member that takes writes; only a replica set has one
 * @param secondaries the members that hold copies
 * @param writable whether a server that takes writes is known
 * @param shards each shard's id and hosts; only a router knows them
 */
public record Topology(
    Kind kind,
    Optional<String> replicaSet,
    List<Node> nodes,
    Optional<Node> primary,
    List<Node> secondaries,
    boolean writable,
    Optional<Map<String, String>> shards) {

  /** What the driver is connected to. */
  public enum Kind {
    STANDALONE,
    REPLICA_SET,
    SHARDED,
    LOAD_BALANCED,
    UNKNOWN
  }

  /** A server's address. */
  public record Node(String host, int port) {}

  public Topology {
    nodes = List.copyOf(nodes);
    secondaries = List.copyOf(secondaries);
    shards = shards.map(Map::copyOf);
  }
}
