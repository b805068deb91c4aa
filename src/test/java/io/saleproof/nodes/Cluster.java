package io.saleproof.nodes;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assertions;

/**
 * Real nodes in this JVM, each with its own real Redis, and a proxy before each node and between
 * each node and the list.
 */
final class Cluster implements AutoCloseable {

  /** One node and what is around it. */
  final class Seat {
    final int index;
    final String name;
    final RedisProcess redis;
    final int port = RedisProcess.freePort();
    final TcpProxy proxy = TcpProxy.ofNode(port);
    final TcpProxy list;
    final NodeClient client = new NodeClient(port);
    NodeService service;

    private Seat(int index, RedisProcess redis) {
      this.index = index;
      this.name = "n" + index;
      this.redis = redis;
      this.list = TcpProxy.ofRedis(registry.port());
    }

    NodeSettings settings() {
      return new NodeSettings(
          new Peer(name, URI.create("http://127.0.0.1:" + proxy.port())),
          "127.0.0.1",
          port,
          redis.url(),
          "redis://127.0.0.1:" + list.port(),
          Duration.ofDays(7),
          compareEvery,
          queueLimit,
          Duration.ofSeconds(3),
          Duration.ofSeconds(3),
          Duration.ofMinutes(SKEW_MINUTES[index % SKEW_MINUTES.length]));
    }

    void start() {
      service = new NodeService(settings(), Clock.systemUTC());
    }

    void stop() {
      service.close();
    }
  }

  private static final int[] SKEW_MINUTES = {0, 10, -10, 7, -3};

  final List<Seat> seats = new ArrayList<>();
  private final RedisProcess registry;
  private final Duration compareEvery;
  private final int queueLimit;

  Cluster(Path folder, int nodes, Duration compareEvery, int queueLimit) throws IOException {
    this.compareEvery = compareEvery;
    this.queueLimit = queueLimit;
    registry = RedisProcess.start(Files.createDirectory(folder.resolve("list")));
    for (int i = 0; i < nodes; i++) {
      seats.add(new Seat(i, RedisProcess.start(Files.createDirectory(folder.resolve("n" + i)))));
    }
  }

  RedisProcess registry() {
    return registry;
  }

  Seat seat(int index) {
    return seats.get(index);
  }

  void start() {
    seats.forEach(Seat::start);
    seats.forEach(seat -> Eventually.of(() -> isReady(seat)));
  }

  static void isReady(Seat seat) {
    Assertions.assertEquals(200, seat.client.get("/q/health/ready").status());
  }

  /** Neither of the two groups reaches the other. */
  void cut(List<Seat> group) {
    for (Seat one : seats) {
      for (Seat other : seats) {
        if (group.contains(one) != group.contains(other)) {
          one.proxy.cut(other.name);
        }
      }
    }
  }

  void heal() {
    seats.forEach(
        seat -> {
          seat.proxy.heal();
          seat.list.heal();
        });
  }

  @Override
  public void close() throws IOException {
    for (Seat seat : seats) {
      if (seat.service != null) {
        seat.service.close();
      }
      seat.proxy.close();
      seat.list.close();
      seat.redis.close();
    }
    registry.close();
  }
}
