package io.saleproof.redis;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Messages on one channel, on a connection of their own to any node (in a cluster each node passes
 * on what any other is told). Redis keeps no messages, so this says when some may have been missed:
 * the connection was made, or broke; the masters have changed; or the messages that it sends itself
 * through each master, at every heartbeat, have not come for a while.
 *
 * <p>Used on its lane's event loop only; that is where the listener is called.
 */
final class Subscription {

  private static final Logger LOG = Logger.getLogger(Subscription.class);
  private static final long FIRST_PAUSE_MILLIS = 100;
  private static final long LONGEST_PAUSE_MILLIS = 1_000;
  private static final int KIND = 0;
  private static final int CHANNEL = 1;
  private static final int PAYLOAD = 2;

  private final Vertx vertx;
  private final Lane lane;
  private final Topology topology;
  private final RedisAddress address;
  private final RedisOptions options;
  private final String channel;
  private final MessageListener listener;
  private final RedisMeters meters;
  private final LongSupplier nanos;
  private final long heartbeatMillis;
  private final long doubtNanos;
  private final long connectMillis;
  private final Random random = new Random();

  /** Heard by this instance only. */
  private final String heartbeats = "saleproof:heartbeat:" + UUID.randomUUID();

  private final Map<RedisNode, Pulse> pulses = new HashMap<>();
  private @Nullable Redis client;
  private @Nullable RedisNode node;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private boolean closed;
  private volatile boolean up;

  /** Whether the log says already that there are none: it is said once. */
  private boolean told;

  /** When a master's messages were last heard, and whether that is too long ago. */
  private static final class Pulse {
    private long heardAt;
    private boolean silent;

    Pulse(long heardAt) {
      this.heardAt = heardAt;
    }
  }

  Subscription(
      Vertx vertx,
      Lane lane,
      Topology topology,
      RedisAddress address,
      RedisOptions options,
      RedisConfig config,
      String channel,
      MessageListener listener,
      RedisMeters meters,
      LongSupplier nanos) {
    this.vertx = vertx;
    this.lane = lane;
    this.topology = topology;
    this.address = address;
    this.options = options;
    this.channel = channel;
    this.listener = listener;
    this.meters = meters;
    this.nanos = nanos;
    this.heartbeatMillis = config.heartbeat().toMillis();
    this.doubtNanos = config.doubtAfter().toNanos();
    this.connectMillis = config.connectTimeout().toMillis();
  }

  void start() {
    connect();
    vertx.setPeriodic(heartbeatMillis, this::beat);
  }

  /** Whether messages come; on any thread. */
  boolean up() {
    return up;
  }

  private void connect() {
    if (closed) {
      return;
    }
    RedisNode chosen = choose();
    Redis fresh = Redis.createClient(vertx, Link.options(address, chosen, options));
    client = fresh;
    node = chosen;
    fresh
        .connect()
        .timeout(connectMillis, TimeUnit.MILLISECONDS)
        .onSuccess(
            open -> {
              if (client == fresh) {
                subscribe(fresh, open);
              }
            })
        .onFailure(failure -> lost(fresh, String.valueOf(failure.getMessage())));
  }

  /** Not the one that has just failed, if there is another; one that is reached, if there is. */
  private RedisNode choose() {
    List<RedisNode> all = new ArrayList<>(topology.nodes());
    if (all.size() > 1) {
      all.remove(node);
    }
    List<RedisNode> well = all.stream().filter(lane::reaches).toList();
    List<RedisNode> from = well.isEmpty() ? all : well;
    return from.get(random.nextInt(from.size()));
  }

  private void subscribe(Redis of, RedisConnection open) {
    open.endHandler(gone -> lost(of, "the connection ended"));
    open.exceptionHandler(broken -> lost(of, String.valueOf(broken.getMessage())));
    open.handler(message -> heard(of, message));
    open.send(Request.cmd(Command.SUBSCRIBE).arg(channel).arg(heartbeats));
    vertx.setTimer(
        connectMillis,
        over -> {
          if (!up) {
            lost(of, "Redis did not confirm the subscription");
          }
        });
    long now = nanos.getAsLong();
    pulses.clear();
    topology.map().masters().forEach(master -> pulses.put(master, new Pulse(now)));
  }

  private void heard(Redis of, @Nullable Response message) {
    if (client != of || message == null || message.size() <= CHANNEL) {
      return;
    }
    switch (message.get(KIND).toString()) {
      case "subscribe" -> {
        if (message.get(CHANNEL).toString().equals(heartbeats)) {
          subscribed();
        }
      }
      case "message" -> {
        if (message.get(CHANNEL).toString().equals(heartbeats)) {
          pulse(message.get(PAYLOAD).toString());
        } else {
          listener.message(message.get(PAYLOAD).toBytes());
        }
      }
      default -> LOG.debugf("a message of an unknown kind on the subscription");
    }
  }

  private void subscribed() {
    pauseMillis = FIRST_PAUSE_MILLIS;
    up = true;
    LOG.infof("messages of Redis come, through %s", node);
    told = false;
    doubt("the subscription is new");
    beat(0);
  }

  private void pulse(String from) {
    pulses.forEach(
        (master, pulse) -> {
          if (master.toString().equals(from)) {
            pulse.heardAt = nanos.getAsLong();
            if (pulse.silent) {
              pulse.silent = false;
              doubt("messages come again through " + from);
            }
          }
        });
  }

  private void beat(long timer) {
    if (!up) {
      return;
    }
    Set<RedisNode> masters = topology.map().masters();
    pulses.keySet().retainAll(masters);
    for (RedisNode master : masters) {
      pulses.computeIfAbsent(master, added -> new Pulse(nanos.getAsLong()));
      lane.to(master).send(Request.cmd(Command.PUBLISH).arg(heartbeats).arg(master.toString()));
    }
    check();
  }

  private void check() {
    long now = nanos.getAsLong();
    boolean anyHeard = false;
    for (Map.Entry<RedisNode, Pulse> entry : pulses.entrySet()) {
      Pulse pulse = entry.getValue();
      boolean silent = now - pulse.heardAt > doubtNanos;
      anyHeard |= !silent;
      if (silent && !pulse.silent) {
        pulse.silent = true;
        doubt("no message came through " + entry.getKey());
      }
    }
    Redis of = client;
    if (!anyHeard && of != null) {
      lost(of, "no message came at all");
    }
  }

  /** What a former master was told last may not have been passed on. */
  void mastersChanged() {
    if (up) {
      doubt("the masters have changed");
    }
  }

  private void lost(Redis of, String why) {
    if (client != of || closed) {
      return;
    }
    boolean wasUp = up;
    up = false;
    client = null;
    of.close();
    if (!told) {
      LOG.warnf("no messages of Redis for now: %s", why);
      told = true;
    }
    if (wasUp) {
      doubt(why);
    }
    topology.refreshSoon();
    vertx.setTimer(pauseMillis, again -> connect());
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
  }

  private void doubt(String why) {
    LOG.debugf("messages may have been missed: %s", why);
    meters.doubt();
    listener.doubt();
  }

  void close() {
    closed = true;
    up = false;
    Redis of = client;
    client = null;
    if (of != null) {
      of.close();
    }
  }
}
