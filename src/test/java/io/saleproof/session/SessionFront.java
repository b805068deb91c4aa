package io.saleproof.session;

import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.handler.BodyHandler;
import java.net.URI;
import java.time.InstantSource;

/**
 * What an instance of the shop has in front, for tests without Quarkus: the sessions as the program
 * begins and ends them, on a port of its own; behind it, whatever routes a test puts there.
 */
public final class SessionFront implements AutoCloseable {

  private final Router router;
  private final HttpServer server;
  private final long cluster;
  private final SessionMeters meters;
  private volatile SessionFilter filter;

  /**
   * @param cluster what its tokens are bound to
   */
  public SessionFront(Vertx vertx, String keys, long cluster, MeterRegistry registry) {
    this.cluster = cluster;
    this.meters = new SessionMeters(registry);
    this.filter = filter(keys);
    router = Router.router(vertx);
    router.route().handler(context -> filter.enter(context));
    router.route().handler(BodyHandler.create(false));
    server =
        TestInstance.await(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"));
  }

  /** From the next request on it knows these keys, as after a restart with them. */
  public void keys(String keys) {
    filter = filter(keys);
  }

  private SessionFilter filter(String keys) {
    SettingsForTests settings = new SettingsForTests(false);
    return new SessionFilter(
        new SessionTokens(KeyRing.parse(keys), () -> cluster, InstantSource.system(), settings),
        meters,
        new Pinning(settings, new OnlyThisInstance()));
  }

  /** For the routes of the test's own. */
  public Router router() {
    return router;
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + server.actualPort());
  }

  @Override
  public void close() {
    TestInstance.await(server.close());
  }
}
