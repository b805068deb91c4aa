package io.saleproof.http;

import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.quarkus.vertx.http.runtime.VertxHttpRecorder;
import io.vertx.core.AbstractVerticle;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * The program's own HTTP listener, in place of the framework's: it asks {@link FirstAnswers} before
 * it hands a request on to the framework, whose way to a first handler costs about as much as the
 * whole answer from memory (docs/adr/0014). Unless it is {@link ListenerConfig#enabled enabled} the
 * framework listens itself, and the first answers are given by a filter of it.
 */
@ApplicationScoped
public class Listener {

  private static final int LAST = Integer.MAX_VALUE;
  private static final int NONE = -1;
  private static final long MAX_SECONDS = 10;

  private final Vertx vertx;
  private final ListenerConfig config;
  private final Handler<HttpServerRequest> handler;
  private final Event<HttpServerStart> started;
  private final AtomicInteger port = new AtomicInteger(NONE);
  private volatile @Nullable String deployment;

  Listener(
      Vertx vertx,
      ListenerConfig config,
      Instance<FirstAnswers> first,
      Draining draining,
      Event<HttpServerStart> started) {
    this.vertx = vertx;
    this.config = config;
    this.handler = handler(first, draining);
    this.started = started;
  }

  private static Handler<HttpServerRequest> handler(
      Instance<FirstAnswers> first, Draining draining) {
    Handler<HttpServerRequest> framework = VertxHttpRecorder.getRootHandler();
    FirstAnswers answers = first.isUnsatisfied() ? (request, goOn) -> goOn.run() : first.get();
    return request -> {
      draining.enter(request);
      answers.enter(request, () -> framework.handle(request));
    };
  }

  /**
   * Listens, when all else has started.
   *
   * @throws IOException such as a {@link java.net.BindException}, if it can't
   */
  void open(@Observes @Priority(LAST) StartupEvent start) throws IOException {
    if (!config.enabled()) {
      return;
    }
    deployment =
        await(vertx.deployVerticle(Loop::new, new DeploymentOptions().setInstances(eventLoops())));
    started.fireAsync(new HttpServerStart(options().setPort(port())));
  }

  /** Ends the connections; whatever had to be waited for has been, by the framework. */
  void close(@Observes ShutdownEvent end) throws IOException {
    String deployed = deployment;
    if (deployed != null) {
      await(vertx.undeploy(deployed));
    }
  }

  /** Where it listens; -1 if it doesn't. */
  public int port() {
    return port.get();
  }

  private int eventLoops() {
    return (int) StreamSupport.stream(vertx.nettyEventLoopGroup().spliterator(), false).count();
  }

  private HttpServerOptions options() {
    return new HttpServerOptions()
        .setHost(config.host())
        .setPort(config.port())
        .setMaxHeaderSize((int) config.maxHeaderSize().asLongValue())
        .setMaxInitialLineLength((int) config.maxInitialLine().asLongValue())
        .setIdleTimeoutUnit(TimeUnit.MILLISECONDS)
        .setIdleTimeout((int) config.idleTimeout().toMillis())
        // Nothing here speaks WebSocket: their handler would look at each request and answer.
        .setPerFrameWebSocketCompressionSupported(false)
        .setPerMessageWebSocketCompressionSupported(false)
        // A body is asked for when it is read, so that one that is refused is never sent.
        .setHandle100ContinueAutomatically(false);
  }

  /** One event loop's part of the listener; they share the port. */
  private final class Loop extends AbstractVerticle {

    @Override
    public void start(Promise<Void> ready) {
      HttpServer server = vertx.createHttpServer(options()).requestHandler(handler);
      server
          .listen()
          .onSuccess(listening -> port.compareAndSet(NONE, listening.actualPort()))
          .<Void>mapEmpty()
          .onComplete(ready);
    }
  }

  private static <T> T await(Future<T> future) throws IOException {
    try {
      return future.toCompletionStage().toCompletableFuture().get(MAX_SECONDS, TimeUnit.SECONDS);
    } catch (java.util.concurrent.ExecutionException failed) {
      throw failed.getCause() instanceof IOException known ? known : new IOException(failed);
    } catch (java.util.concurrent.TimeoutException late) {
      throw new IOException(late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IOException(stopped);
    }
  }
}
