package io.saleproof.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterConnectionMode;
import com.mongodb.connection.ClusterDescription;
import com.mongodb.connection.ClusterType;
import com.mongodb.connection.ServerConnectionState;
import com.mongodb.connection.ServerDescription;
import com.mongodb.connection.ServerType;
import io.saleproof.cluster.Topology.Kind;
import io.saleproof.cluster.Topology.Node;
import java.util.List;
import java.util.Map;
import org.bson.Document;
import org.junit.jupiter.api.Test;

class TopologyProbeTest {

  @Test
  void describesAReplicaSet() {
    Topology topology =
        describe(
            ClusterType.REPLICA_SET,
            member("b", ServerType.REPLICA_SET_SECONDARY),
            member("a", ServerType.REPLICA_SET_PRIMARY),
            member("c", ServerType.REPLICA_SET_SECONDARY));

    assertThat(topology.kind()).isEqualTo(Kind.REPLICA_SET);
    assertThat(topology.replicaSet()).contains("rs0");
    assertThat(topology.nodes()).containsExactly(node("a"), node("b"), node("c"));
    assertThat(topology.primary()).contains(node("a"));
    assertThat(topology.secondaries()).containsExactly(node("b"), node("c"));
    assertThat(topology.writable()).isTrue();
    assertThat(topology.shards()).isEmpty();
  }

  @Test
  void saysThatAPrimaryIsMissing() {
    Topology topology =
        describe(
            ClusterType.REPLICA_SET,
            member("a", ServerType.REPLICA_SET_SECONDARY),
            unreachable("b"));

    assertThat(topology.primary()).isEmpty();
    assertThat(topology.writable()).isFalse();
    assertThat(topology.nodes()).containsExactly(node("a"));
  }

  @Test
  void describesRouters() {
    Topology topology =
        describe(
            ClusterType.SHARDED,
            member("r1", ServerType.SHARD_ROUTER),
            member("r2", ServerType.SHARD_ROUTER));

    assertThat(topology.kind()).isEqualTo(Kind.SHARDED);
    assertThat(topology.nodes()).hasSize(2);
    assertThat(topology.replicaSet()).isEmpty();
    assertThat(topology.primary()).isEmpty();
    assertThat(topology.secondaries()).isEmpty();
    assertThat(topology.writable()).isTrue();
  }

  @Test
  void describesASingleServer() {
    Topology topology = describe(ClusterType.STANDALONE, member("a", ServerType.STANDALONE));

    assertThat(topology.kind()).isEqualTo(Kind.STANDALONE);
    assertThat(topology.primary()).isEmpty();
    assertThat(topology.writable()).isTrue();
  }

  @Test
  void knowsNothingOfServersThatItHasNotReached() {
    Topology topology = describe(ClusterType.UNKNOWN, unreachable("a"));

    assertThat(topology.kind()).isEqualTo(Kind.UNKNOWN);
    assertThat(topology.nodes()).isEmpty();
    assertThat(topology.writable()).isFalse();
  }

  @Test
  void readsTheShardsOfARouter() {
    Document answer =
        new Document(
            "shards",
            List.of(
                new Document("_id", "s1").append("host", "s1/a:27018,b:27018"),
                new Document("_id", "s2").append("host", "s2/c:27018")));

    assertThat(TopologyProbe.shardsOf(answer))
        .isEqualTo(Map.of("s1", "s1/a:27018,b:27018", "s2", "s2/c:27018"));
    assertThat(TopologyProbe.shardsOf(new Document())).isEmpty();
  }

  private static Topology describe(ClusterType type, ServerDescription... servers) {
    return TopologyProbe.describe(
        new ClusterDescription(ClusterConnectionMode.MULTIPLE, type, List.of(servers)));
  }

  private static ServerDescription member(String host, ServerType type) {
    ServerDescription.Builder server =
        ServerDescription.builder()
            .address(new ServerAddress(host, 27017))
            .state(ServerConnectionState.CONNECTED)
            .ok(true)
            .type(type);
    if (type == ServerType.REPLICA_SET_PRIMARY || type == ServerType.REPLICA_SET_SECONDARY) {
      server.setName("rs0");
    }
    return server.build();
  }

  private static ServerDescription unreachable(String host) {
    return ServerDescription.builder()
        .address(new ServerAddress(host, 27017))
        .state(ServerConnectionState.CONNECTING)
        .ok(false)
        .type(ServerType.UNKNOWN)
        .build();
  }

  private static Node node(String host) {
    return new Node(host, 27017);
  }
}
