package io.saleproof.nodes;

import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.saleproof.server.PlainServer;
import io.saleproof.server.RunningService;
import io.saleproof.server.ServerSettings;
import io.saleproof.server.SettingMistake;
import io.saleproof.server.Variables;
import io.vertx.core.Vertx;
import java.net.http.HttpClient;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;

/** A key-value node that runs: its parts, put together. */
public final class NodeService implements RunningService {

  /** A value of 1 MiB and a name, each byte of them percent-encoded in the old spelling. */
  private static final int MAX_URI = 3 * (Entry.MAX_VALUE_BYTES + Name.MAX_BYTES) + 1_024;

  /** Up to two values' worth, each byte of them escaped as JSON. */
  private static final int MAX_BODY = 6 * 2 * Entry.MAX_VALUE_BYTES + (4 << 20);

  private static final int MAX_REQUESTS = 256;
  private static final Duration START_PATIENCE = Duration.ofSeconds(10);
  private static final long START_PAUSE_MILLIS = 200;

  /** After half a tombstone's life without any other node, removals may have been missed. */
  private static final int LONG_AWAY_SHARE = 2;

  private final NodeSettings settings;
  private final InstantSource wall;
  private final Vertx vertx = Vertx.vertx();
  private final RedisLink data;
  private final RedisLink list;
  private final HttpClient http = HttpNeighbour.client();
  private final Works works = new Works();
  private final PrometheusMeterRegistry meters = PlainServer.meters();
  private final Figures figures = new Figures(meters);
  private final RedisStore store;
  private final Members members;
  private final PlainServer server;

  /**
   * Starts a node; it listens when this returns, and serves clients as soon as it has compared
   * itself with the others.
   *
   * @throws SettingMistake if a variable is missing or malformed, or no Redis answers at REDIS_URL
   */
  public static NodeService start(Variables variables) {
    return new NodeService(NodeSettings.read(variables), Clock.systemUTC());
  }

  NodeService(NodeSettings settings, InstantSource clock) {
    this.settings = settings;
    this.wall = () -> clock.instant().plus(settings.clockOffset());
    this.data = new RedisLink(vertx, settings.redisUrl(), "REDIS_URL");
    this.list = new RedisLink(vertx, settings.registryUrl(), "REGISTRY_REDIS_URL");
    this.store = new RedisStore(data, wall, settings.queueLimit());
    try {
      claim(store, settings.self().name());
      Gate gate = new Gate(wall, settings.patience(), isLongAway());
      Node node =
          new Node(settings.self().name(), store, wall, works::names, gate::isOpen, figures);
      figures.leadOf(node.clock());
      members = members(node, gate);
      server = listen(node, gate);
      members.start();
    } catch (RuntimeException failed) {
      closeClients();
      throw failed;
    }
  }

  private Members members(Node node, Gate gate) {
    Peer self = settings.self();
    Duration life = settings.tombstoneLife();
    Comparison comparison = new Comparison(node, store, wall, life, gate::comparing);
    return new Members(
        self,
        new RedisRegistry(list, settings.listLife()),
        store,
        wall,
        new Tombstones(self.name(), store, wall, life),
        settings.listLife(),
        gate,
        peer ->
            new PeerWork(
                peer,
                store,
                new HttpNeighbour(http, self.name(), peer),
                comparison,
                settings.compareEvery(),
                figures,
                result -> gate.compared(peer.name(), result.settled())),
        works,
        new PeerFigures(meters, store, wall, data::answered));
  }

  private PlainServer listen(Node node, Gate gate) {
    return PlainServer.start(
        ServerSettings.at(settings.host(), settings.port())
            .withMaxUriBytes(MAX_URI)
            .withMaxBodyBytes(MAX_BODY)
            .withMaxInFlight(MAX_REQUESTS),
        meters,
        () -> Map.of("joined", gate.isOpen(), "redis", data.answered()),
        ReplicaRoutes.PATHS,
        routes -> {
          new NodeRoutes(node, gate::isOpen, works::jobNoted).add(routes);
          new ReplicaRoutes(settings.self().name(), node, works::heard).add(routes);
        });
  }

  /** Waits a while for a Redis that starts beside this node. */
  private static void claim(RedisStore store, String name) {
    long end = System.nanoTime() + START_PATIENCE.toNanos();
    while (true) {
      try {
        String owner = store.claim(name);
        if (!owner.equals(name)) {
          throw new SettingMistake(
              "REDIS_URL: the data there belongs to node '%s', not to '%s' (NODE_NAME); each node has its own Redis."
                  .formatted(owner, name));
        }
        return;
      } catch (StoreUnavailable away) {
        if (System.nanoTime() - end > 0) {
          throw new SettingMistake("REDIS_URL: no Redis answers there.");
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(START_PAUSE_MILLIS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new SettingMistake("The start was interrupted.");
    }
  }

  private boolean isLongAway() {
    Optional<Instant> last = store.comparisons().values().stream().max(Comparator.naturalOrder());
    return last.isPresent()
        && Duration.between(last.get(), wall.instant())
                .compareTo(settings.tombstoneLife().dividedBy(LONG_AWAY_SHARE))
            > 0;
  }

  /** The port it listens on. */
  public int port() {
    return server.port();
  }

  @Override
  public String greeting() {
    return "Key-value node %s listens on http://%s:%d; others reach it at %s."
        .formatted(
            settings.self().name(), settings.host(), server.port(), settings.self().address());
  }

  @Override
  public void close() {
    members.close();
    server.close();
    closeClients();
  }

  private void closeClients() {
    http.shutdownNow();
    data.close();
    list.close();
    vertx.close();
  }
}
