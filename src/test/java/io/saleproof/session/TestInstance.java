package io.saleproof.session;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.net.URI;
import java.time.InstantSource;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/**
 * An instance that has nothing of the shop but its sessions, on a port of its own, with a database
 * that it shares with others: {@code POST /v1/items} adds one, {@code GET /v1/items} tells how many
 * the asked replica has.
 */
final class TestInstance implements AutoCloseable {

  private static final long CLUSTER = 42;
  private static final long BOUND_SECONDS = 10;

  final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  final KnownInstances name;
  private final HttpServer server;
  private final TestDatabase database;

  TestInstance(Vertx vertx, TestDatabase database, String keys, boolean pinned) {
    this.database = database;
    this.name = database.register(new OnlyThisInstance().self());
    SettingsForTests settings = new SettingsForTests(pinned);
    Pinning pinning = new Pinning(settings, name);
    SessionFilter filter =
        new SessionFilter(
            new SessionTokens(KeyRing.parse(keys), () -> CLUSTER, InstantSource.system(), settings),
            new SessionMeters(registry),
            pinning);
    Router router = Router.router(vertx);
    router.route().handler(filter::enter);
    if (pinning.isOn()) {
      router.route().handler(pinning::check);
    }
    router.post("/v1/items").handler(this::add);
    router.get("/v1/items").handler(this::count);
    this.server = await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
  }

  URI uri() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  private void add(RoutingContext context) {
    session().advance(new SessionTimes(ClusterTime.NONE, database.add()));
    database.beforeAnswer(context.request().getHeader("X-Name"), () -> context.end("added"));
  }

  private void count(RoutingContext context) {
    RequestSession session = session();
    long demanded = session.demanded().map(SessionTimes::operationTime).orElse(0L);
    long seen = database.readFor(demanded);
    session.advance(new SessionTimes(ClusterTime.NONE, seen));
    context.end(Long.toString(seen));
  }

  private static RequestSession session() {
    return Objects.requireNonNull(RequestSession.current());
  }

  /** Dies: open connections are cut, and others get to know of it. */
  @Override
  public void close() {
    database.unregister(name.self());
    await(server.close());
  }

  static <T> T await(io.vertx.core.Future<T> future) {
    try {
      return future.toCompletionStage().toCompletableFuture().get(BOUND_SECONDS, TimeUnit.SECONDS);
    } catch (Exception failed) {
      throw new IllegalStateException(failed);
    }
  }
}
