package io.saleproof.collections;

import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.saleproof.cluster.Topology;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What {@code GET /} says of the database and its collections; null is what isn't known. */
@Schema(
    name = "CollectionsOverview",
    description = "The database and its collections; null is what is not known")
record Overview(
    @JsonProperty("mongo_topology_type")
        @Schema(
            required = true,
            description =
                "Single, ReplicaSetWithPrimary, ReplicaSetNoPrimary, Sharded, LoadBalanced or"
                    + " Unknown",
            examples = "Single")
        String topologyType,
    @JsonProperty("mongo_replicaset_name") @Schema(required = true, nullable = true)
        @Nullable String replicaSet,
    @JsonProperty("mongo_db") @Schema(required = true, examples = "somedb") String database,
    @JsonProperty("read_preference") @Schema(required = true, examples = "primaryPreferred")
        String readPreference,
    @JsonProperty("mongo_nodes") @Schema(required = true) List<HostAndPort> nodes,
    @JsonProperty("mongo_primary_host") @Schema(required = true, nullable = true)
        @Nullable HostAndPort primary,
    @JsonProperty("mongo_secondary_hosts") @Schema(required = true) List<HostAndPort> secondaries,
    @JsonProperty("mongo_is_primary")
        @Schema(required = true, description = "Whether a server that takes writes is known")
        boolean isPrimary,
    @JsonProperty("mongo_is_mongos") @Schema(required = true) boolean isMongos,
    @Schema(required = true, nullable = true, description = "By name, at most 100")
        @Nullable Map<String, Size> collections,
    @Schema(required = true, nullable = true, description = "Each shard's id and hosts")
        @Nullable Map<String, String> shards,
    @JsonProperty("cache_enabled")
        @Schema(required = true, description = "Whether a cache is shared by all instances")
        boolean cacheEnabled,
    @Schema(required = true, examples = "OK") String status) {

  /** A collection's size, as the server estimates it. */
  @Schema(name = "CollectionSize")
  record Size(@JsonProperty("documents_count") @Schema(required = true) long documents) {}

  /** An address, written as {@code ["host", 27017]}. */
  @JsonFormat(shape = JsonFormat.Shape.ARRAY)
  @Schema(
      name = "HostAndPort",
      type = SchemaType.ARRAY,
      description = "A host and its port",
      examples = "[\"127.0.0.1\", 27017]")
  record HostAndPort(String host, int port) {
    private static HostAndPort of(Topology.Node node) {
      return new HostAndPort(node.host(), node.port());
    }
  }

  static Overview of(
      Topology topology, Optional<Map<String, Long>> counts, MongoUsers users, boolean cache) {
    return new Overview(
        word(topology),
        topology.replicaSet().orElse(null),
        users.database(),
        users.readPreference(),
        topology.nodes().stream().map(HostAndPort::of).toList(),
        topology.primary().map(HostAndPort::of).orElse(null),
        topology.secondaries().stream().map(HostAndPort::of).toList(),
        topology.writable(),
        topology.kind() == Topology.Kind.SHARDED,
        counts.map(Overview::sizes).orElse(null),
        topology.shards().orElse(null),
        cache,
        "OK");
  }

  /** The words of the original service's driver. */
  private static String word(Topology topology) {
    return switch (topology.kind()) {
      case STANDALONE -> "Single";
      case REPLICA_SET ->
          topology.primary().isPresent() ? "ReplicaSetWithPrimary" : "ReplicaSetNoPrimary";
      case SHARDED -> "Sharded";
      case LOAD_BALANCED -> "LoadBalanced";
      case UNKNOWN -> "Unknown";
    };
  }

  private static Map<String, Size> sizes(Map<String, Long> counts) {
    return counts.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry -> new Size(entry.getValue()),
                (one, other) -> one,
                TreeMap::new));
  }
}
