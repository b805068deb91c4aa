package io.saleproof.cluster;

import com.mongodb.MongoException;
import com.mongodb.ServerAddress;
import com.mongodb.client.MongoClient;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ServerDescription;
import io.saleproof.cluster.Topology.Kind;
import io.saleproof.cluster.Topology.Node;
import jakarta.inject.Singleton;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.bson.Document;
import org.jboss.logging.Logger;

/**
 * Looks at the database's topology. It reads what the driver's monitors have learnt and so never
 * waits; only the list of shards is asked for, of a router, within {@value #SHARDS_SECONDS} s.
 */
@Singleton
public class TopologyProbe {

  static final long SHARDS_SECONDS = 2;

  private static final Logger LOG = Logger.getLogger(TopologyProbe.class);

  private final MongoClient client;

  TopologyProbe(MongoClient client) {
    this.client = client;
  }

  /** What is known now; never fails. */
  public Topology look() {
    Topology seen = describe(client.getClusterDescription());
    return seen.kind() == Kind.SHARDED ? withShards(seen) : seen;
  }

  /** What the driver is connected to, without asking anyone. */
  public Kind kind() {
    return kindOf(client.getClusterDescription());
  }

  /** Everything but the shards. */
  static Topology describe(ClusterDescription cluster) {
    Kind kind = kindOf(cluster);
    boolean set = kind == Kind.REPLICA_SET;
    return new Topology(
        kind,
        set ? setName(cluster) : Optional.empty(),
        nodes(cluster, ServerDescription::isOk),
        set ? nodes(cluster, ServerDescription::isPrimary).stream().findFirst() : Optional.empty(),
        set ? nodes(cluster, ServerDescription::isSecondary) : List.of(),
        cluster.getServerDescriptions().stream().anyMatch(TopologyProbe::takesWrites),
        Optional.empty());
  }

  private static Kind kindOf(ClusterDescription cluster) {
    return switch (cluster.getType()) {
      case STANDALONE -> Kind.STANDALONE;
      case REPLICA_SET -> Kind.REPLICA_SET;
      case SHARDED -> Kind.SHARDED;
      case LOAD_BALANCED -> Kind.LOAD_BALANCED;
      case UNKNOWN -> Kind.UNKNOWN;
    };
  }

  private static boolean takesWrites(ServerDescription server) {
    return server.isOk() && (server.isPrimary() || server.isStandAlone() || server.isShardRouter());
  }

  private static Optional<String> setName(ClusterDescription cluster) {
    return cluster.getServerDescriptions().stream()
        .flatMap(server -> Optional.ofNullable(server.getSetName()).stream())
        .findFirst();
  }

  private static List<Node> nodes(
      ClusterDescription cluster, Predicate<ServerDescription> condition) {
    return cluster.getServerDescriptions().stream()
        .filter(ServerDescription::isOk)
        .filter(condition)
        .map(ServerDescription::getAddress)
        .map(TopologyProbe::node)
        .sorted(Comparator.comparing(Node::host).thenComparing(Node::port))
        .toList();
  }

  private static Node node(ServerAddress address) {
    return new Node(address.getHost(), address.getPort());
  }

  private Topology withShards(Topology seen) {
    return new Topology(
        seen.kind(),
        seen.replicaSet(),
        seen.nodes(),
        seen.primary(),
        seen.secondaries(),
        seen.writable(),
        shards());
  }

  private Optional<Map<String, String>> shards() {
    try {
      Document answer =
          client
              .getDatabase("admin")
              .withTimeout(SHARDS_SECONDS, TimeUnit.SECONDS)
              .runCommand(new Document("listShards", 1));
      return Optional.of(shardsOf(answer));
    } catch (MongoException unknown) {
      // A managed service may forbid the command; the rest of the picture stands.
      LOG.debugf("listShards: %s", unknown.getClass().getSimpleName());
      return Optional.empty();
    }
  }

  static Map<String, String> shardsOf(Document answer) {
    Map<String, String> shards = new TreeMap<>();
    for (Document shard : answer.getList("shards", Document.class, List.of())) {
      shards.put(shard.getString("_id"), shard.getString("host"));
    }
    return shards;
  }
}
