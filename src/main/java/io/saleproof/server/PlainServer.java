package io.saleproof.server;

import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * An HTTP server without a framework around it: it starts in a moment, and several fit into one
 * JVM. What it does for each request is what the shop's front door does: an id, bounds, problems
 * (404, 405 and faults included), one line in the log, a figure.
 */
public final class PlainServer implements AutoCloseable {

  private static final int HEADER_BYTES = 16_384;
  private static final Duration START_TIME = Duration.ofSeconds(10);
  private static final Duration CLOSE_TIME = Duration.ofSeconds(2);
  private static final long STOP_POLL_MILLIS = 10;

  private final ServerSettings settings;
  private final Vertx vertx = newVertx();
  private final ExecutorService virtualThreads =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory());
  private final Entrance entrance;
  private final HttpServer server;
  private final AtomicBoolean closed = new AtomicBoolean();

  private PlainServer(
      ServerSettings settings,
      PrometheusMeterRegistry meters,
      Set<String> quietPaths,
      Consumer<Routes> addresses) {
    this.settings = settings;
    IdleConnections idle = new IdleConnections(vertx, settings.idleTimeout().toMillis());
    entrance = new Entrance(settings, virtualThreads, meters, idle, quietPaths);
    server =
        vertx
            .createHttpServer(options(settings))
            .connectionHandler(idle::opened)
            .requestHandler(entrance.router(vertx, addresses));
  }

  /** A registry with the figures of the process itself. */
  public static PrometheusMeterRegistry meters() {
    PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    new JvmMemoryMetrics().bindTo(meters);
    new JvmThreadMetrics().bindTo(meters);
    new ProcessorMetrics().bindTo(meters);
    new UptimeMetrics().bindTo(meters);
    return meters;
  }

  /**
   * Listens when it returns. Health and figures are at {@code /q/…}, as the shop has them.
   *
   * @param readiness the checks of {@code /q/health/ready}, by name; must not block
   * @param quietPaths the paths whose requests leave no line in the log, such as heartbeats
   * @throws SettingMistake if the port is taken or the address is not this machine's
   */
  public static PlainServer start(
      ServerSettings settings,
      PrometheusMeterRegistry meters,
      Supplier<Map<String, Boolean>> readiness,
      Set<String> quietPaths,
      Consumer<Routes> addresses) {
    PlainServer server =
        new PlainServer(
            settings,
            meters,
            quietPaths,
            routes -> {
              OwnPages.add(routes, readiness, meters);
              addresses.accept(routes);
            });
    if (!isDone(server.server.listen(), START_TIME)) {
      server.close();
      throw new SettingMistake(
          "HTTP_PORT: port %d of %s is in use or not allowed; stop what listens there or choose another (--port)."
              .formatted(settings.port(), settings.host()));
    }
    return server;
  }

  /** The port it listens on. */
  public int port() {
    return server.actualPort();
  }

  /** For timers and clients of the service; it lives as long as the server. */
  public Vertx vertx() {
    return vertx;
  }

  /**
   * Takes no new connections, waits for what runs, at most as long as the settings say, and cuts
   * off the rest.
   */
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    virtualThreads.shutdown();
    awaitQuiet();
    isDone(server.close(), CLOSE_TIME);
    virtualThreads.shutdownNow();
    isDone(vertx.close(), CLOSE_TIME);
  }

  private void awaitQuiet() {
    long end = System.nanoTime() + settings.stopTimeout().toNanos();
    try {
      while (entrance.inFlight() > 0 && System.nanoTime() < end) {
        Thread.sleep(STOP_POLL_MILLIS);
      }
    } catch (InterruptedException hurry) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isDone(Future<?> future, Duration within) {
    try {
      future
          .toCompletionStage()
          .toCompletableFuture()
          .get(within.toMillis(), TimeUnit.MILLISECONDS);
      return true;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    } catch (ExecutionException | TimeoutException failed) {
      return false;
    }
  }

  private static HttpServerOptions options(ServerSettings settings) {
    return new HttpServerOptions()
        .setHost(settings.host())
        .setPort(settings.port())
        // One more than allowed reaches the entrance, which can say so.
        .setMaxInitialLineLength(2 * settings.maxUriBytes())
        .setMaxHeaderSize(HEADER_BYTES)
        .setHttp2ClearTextEnabled(false)
        .setHandle100ContinueAutomatically(true)
        .setTcpKeepAlive(true)
        .setTcpNoDelay(true);
  }

  private static Vertx newVertx() {
    // Read when the first request comes: what is no address shall get our problem, not an empty
    // 400.
    System.setProperty("vertx.disableURIValidation", "true");
    // A resolver that copies files of the class path to a temporary folder is of no use here.
    return Vertx.vertx(
        new VertxOptions()
            .setFileSystemOptions(
                new FileSystemOptions()
                    .setClassPathResolvingEnabled(false)
                    .setFileCachingEnabled(false)));
  }
}
