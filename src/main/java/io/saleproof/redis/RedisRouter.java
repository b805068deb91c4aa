package io.saleproof.redis;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Calls to Redis, one server or a cluster, over long-lived connections that calls share. Each call
 * ends within {@link RedisConfig#timeout}, with an answer or with {@link RedisTrouble}; it goes to
 * the master of its key, and on from there where that says so (MOVED, ASK). Every node has its own
 * connections and every sixteenth of the slots its own breaker, so that a node that is gone fails
 * what it held and no more. Answers come on the caller's context, if it has one.
 *
 * <p>docs/adr/0013 says why the library's own client for clusters won't do.
 */
public final class RedisRouter implements AutoCloseable {

  /** How well Redis is there. */
  public enum Health {
    WELL,
    /** Some calls fail, or no messages come. */
    DEGRADED
  }

  private static final Logger LOG = Logger.getLogger(RedisRouter.class);
  private static final long TICK_MILLIS = 500;
  private static final long CLOSE_SECONDS = 5;

  private final Vertx vertx;
  private final RedisAddress address;
  private final RedisConfig config;
  private final RedisOptions options;
  private final long timeoutMillis;
  private final RedisMeters meters;
  private final LongSupplier nanos = System::nanoTime;
  private final Breakers breakers;
  private final Call.Ways ways;
  private final List<Lane> lanes;
  private final Topology topology;
  private final List<Subscription> subscriptions = new CopyOnWriteArrayList<>();
  private final Future<Void> started;
  private long refreshedAt;

  /** Whether every master answered when last asked. */
  private volatile boolean reached;

  /**
   * @param net how connections are made; for encrypted ones, what is trusted
   */
  public RedisRouter(
      Vertx vertx,
      RedisAddress address,
      RedisConfig config,
      NetClientOptions net,
      MeterRegistry registry) {
    this.vertx = vertx;
    this.address = address;
    this.config = config;
    this.timeoutMillis = config.timeout().toMillis();
    this.meters = new RedisMeters(registry);
    this.options = options(config, net);
    this.refreshedAt = nanos.getAsLong();
    this.breakers = new Breakers(nanos, config);
    List<Lane> made = new ArrayList<>();
    for (int i = 0; i < config.connections(); i++) {
      made.add(new Lane(address, options, config.connectTimeout().toMillis(), nanos));
    }
    this.lanes = List.copyOf(made);
    this.topology = new Topology(vertx, lanes.getFirst(), address, this::mapChanged, meters);
    this.ways = new Call.Ways(vertx, topology, breakers, meters, timeoutMillis);
    meters.watch(
        breakers::count,
        () -> lanes.stream().mapToInt(Lane::open).sum(),
        () -> subscribed() ? 1 : 0);
    this.started = start();
  }

  private static RedisOptions options(RedisConfig config, NetClientOptions net) {
    NetClientOptions connecting =
        new NetClientOptions(net)
            .setTcpNoDelay(true)
            .setTcpKeepAlive(true)
            .setConnectTimeout((int) config.connectTimeout().toMillis());
    return new RedisOptions()
        .setNetClientOptions(connecting)
        .setPoolName("saleproof-cache")
        .setMaxPoolSize(1)
        .setMaxPoolWaiting(1)
        .setPoolCleanerInterval(-1)
        .setMaxWaitingHandlers(config.callsInFlight());
  }

  private Future<Void> start() {
    List<Future<?>> deployed = new ArrayList<>();
    lanes.forEach(lane -> deployed.add(vertx.deployVerticle(lane, new DeploymentOptions())));
    return Future.all(new ArrayList<>(deployed))
        .<Void>mapEmpty()
        .onSuccess(
            ready -> {
              topology.refreshSoon();
              lanes.getFirst().execute(() -> vertx.setPeriodic(TICK_MILLIS, this::tick));
            })
        .onFailure(failure -> LOG.error("no event loops for Redis", failure));
  }

  /** While something is wrong it may have been put right; else, now and then. */
  private void tick(long timer) {
    lanes.forEach(lane -> lane.execute(lane::count));
    // What is back is found again without a request that waits, and without any at all.
    breakers.forEachProbe(key -> send(key, Request.cmd(Command.EXISTS).arg(key)));
    reach();
    breakers.tellIfOver();
    long age = nanos.getAsLong() - refreshedAt;
    if (!breakers.allClosed()
        || topology.map().masters().isEmpty()
        || age > config.topologyRefresh().toNanos()) {
      refreshedAt = nanos.getAsLong();
      topology.refreshSoon();
    }
  }

  /** Asks each master for a sign of life, also when nobody else asks them anything. */
  private void reach() {
    List<Future<?>> signs = new ArrayList<>();
    for (RedisNode master : topology.map().masters()) {
      Link link = lanes.getFirst().to(master);
      signs.add(
          link.send(Request.cmd(Command.PING))
              .timeout(timeoutMillis, TimeUnit.MILLISECONDS)
              .onSuccess(alive -> link.heard())
              .onFailure(silent -> link.unheard()));
    }
    Future.all(signs).onComplete(all -> reached = all.succeeded() && !signs.isEmpty());
  }

  private void mapChanged(SlotMap before, SlotMap now) {
    breakers.mapChanged(before, now);
    if (!now.masters().equals(before.masters())) {
      LOG.infof("Redis' masters are %s", now.masters());
      if (!before.masters().isEmpty()) {
        subscriptions.forEach(Subscription::mastersChanged);
      }
    }
    lanes.forEach(lane -> lane.execute(() -> lane.retain(topology.nodes())));
  }

  /** Sends a command about this key. */
  public Future<@Nullable Response> send(String key, Request request) {
    return send(key, request, null);
  }

  /**
   * Runs a script about this key.
   *
   * @param arguments texts, numbers or bytes
   */
  public Future<@Nullable Response> run(RedisScript script, String key, List<?> arguments) {
    return send(
        key,
        request(Command.EVALSHA, script.sha(), key, arguments),
        () -> request(Command.EVAL, script.text(), key, arguments));
  }

  private static Request request(Command command, String script, String key, List<?> arguments) {
    Request request = Request.cmd(command).arg(script).arg(1).arg(key);
    for (Object argument : arguments) {
      if (argument instanceof byte[] bytes) {
        request.arg(bytes);
      } else {
        request.arg(argument.toString());
      }
    }
    return request;
  }

  private Future<@Nullable Response> send(
      String key, Request request, @Nullable Supplier<Request> withText) {
    if (!started.succeeded()) {
      meters.failed(RedisTrouble.Cause.CONNECT);
      return Future.failedFuture(RedisTrouble.of(RedisTrouble.Cause.CONNECT));
    }
    int slot = HashSlot.of(key);
    if (!breakers.of(slot).tryPass()) {
      meters.failed(RedisTrouble.Cause.BREAKER_OPEN);
      return Future.failedFuture(RedisTrouble.of(RedisTrouble.Cause.BREAKER_OPEN));
    }
    Lane lane = lane();
    Call call = new Call(ways, lane, slot, request, withText);
    lane.execute(call::begin);
    return onCallersContext(call.answer());
  }

  /** The one of this event loop, or any. */
  private Lane lane() {
    for (Lane lane : lanes) {
      if (lane.isCurrent()) {
        return lane;
      }
    }
    return lanes.get(ThreadLocalRandom.current().nextInt(lanes.size()));
  }

  private <T> Future<T> onCallersContext(Future<T> future) {
    Context caller = Vertx.currentContext();
    if (caller == null) {
      return future;
    }
    Promise<T> promise = Promise.promise();
    future.onComplete(done -> caller.runOnContext(back -> promise.handle(done)));
    return promise.future();
  }

  /** Publishes a message to all subscribers, through any node that is well. */
  public Future<Void> publish(String channel, byte[] payload) {
    if (!started.succeeded()) {
      return Future.failedFuture(RedisTrouble.of(RedisTrouble.Cause.CONNECT));
    }
    Lane lane = lane();
    Publishing publishing = new Publishing(lane, topology, timeoutMillis, channel, payload);
    lane.execute(publishing::begin);
    return onCallersContext(publishing.told());
  }

  /** Tells the listener what is published on the channel from now on. */
  public void subscribe(String channel, MessageListener listener) {
    Lane lane = lanes.getFirst();
    Subscription subscription =
        new Subscription(
            vertx, lane, topology, address, options, config, channel, listener, meters, nanos);
    subscriptions.add(subscription);
    started.onSuccess(ready -> lane.execute(subscription::start));
  }

  private boolean subscribed() {
    return !subscriptions.isEmpty() && subscriptions.stream().allMatch(Subscription::up);
  }

  /** How it went of late; asks nobody. */
  public Health health() {
    boolean well =
        reached && breakers.allClosed() && subscriptions.stream().allMatch(Subscription::up);
    return well ? Health.WELL : Health.DEGRADED;
  }

  @Override
  public void close() {
    if (!started.succeeded()) {
      started.onSuccess(late -> close());
      return;
    }
    Lane first = lanes.getFirst();
    first.execute(() -> subscriptions.forEach(Subscription::close));
    List<Future<?>> gone = new ArrayList<>();
    lanes.forEach(lane -> gone.add(vertx.undeploy(lane.deploymentID())));
    try {
      Future.join(gone)
          .toCompletionStage()
          .toCompletableFuture()
          .get(CLOSE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException left) {
      LOG.debug("connections to Redis were not closed in time", left);
    }
  }
}
