package io.saleproof.cluster;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.HttpServerStart;
import io.saleproof.http.ListenerConfig;
import io.vertx.core.Vertx;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.eclipse.microprofile.health.Readiness;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keeps this instance in Consul from when it listens and its start is over until it is told to end,
 * where {@link RegistryConfig#url} names a Consul. It never holds up the start, and the end no
 * longer than {@link Registration#leave} says.
 */
@ApplicationScoped
class Registrar {

  private static final Logger LOG = Logger.getLogger(Registrar.class);

  /** How often it looks whether the start is over. */
  private static final Duration SOON = Duration.ofMillis(200);

  /** Looks of instances that were started together drift apart by this part of the time. */
  private static final double SPREAD = 0.2;

  private final RegistryConfig config;
  private final ListenerConfig listener;
  private final StartProgress start;
  private final DatabaseCheck database;
  private final RegisteredInstances instances;
  private final MeterRegistry meters;
  private final Vertx vertx;
  private @Nullable Work work;
  private boolean ended;

  private record Work(VertxConsul consul, Registration registration, Thread thread) {}

  Registrar(
      RegistryConfig config,
      ListenerConfig listener,
      StartProgress start,
      @Readiness DatabaseCheck database,
      RegisteredInstances instances,
      MeterRegistry meters,
      Vertx vertx) {
    this.config = config;
    this.listener = listener;
    this.start = start;
    this.database = database;
    this.instances = instances;
    this.meters = meters;
    this.vertx = vertx;
  }

  void begin(@ObservesAsync HttpServerStart listening) {
    config.url().ifPresent(url -> begin(URI.create(url), listening.options().getPort()));
  }

  private synchronized void begin(URI url, int port) {
    if (ended || work != null) {
      return;
    }
    VertxConsul consul = new VertxConsul(vertx, url, config);
    RegistryMeters figures = new RegistryMeters(meters);
    Registration registration =
        new Registration(
            consul,
            own(url, port),
            this::isReady,
            instances::heard,
            new DeadInstances(config.forgetAfter(), System::nanoTime),
            figures);
    figures.watch(registration::isRegistered, instances::count);
    Thread thread = Thread.ofVirtual().name("registrar").unstarted(() -> run(registration));
    work = new Work(consul, registration, thread);
    thread.start();
  }

  private Registration.Own own(URI url, int port) {
    OwnAddress address =
        new OwnAddress(url.getHost(), VertxConsul.portOf(url), config.address(), isOnlyLoopback());
    return () -> new Listing(address.find(), port, instances.self());
  }

  private boolean isOnlyLoopback() {
    return listener.enabled() && listener.host().startsWith("127.");
  }

  /** The other checks are never a reason not to be sent requests. */
  private boolean isReady() {
    return database.isUp();
  }

  private void run(Registration registration) {
    try {
      while (!start.over()) {
        Thread.sleep(SOON);
      }
      while (true) {
        lookOnce(registration);
        Thread.sleep(untilNextLook());
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private static void lookOnce(Registration registration) {
    try {
      registration.look();
    } catch (RuntimeException bug) {
      // Whatever it is, an instance that doesn't look any more would be lost for good.
      LOG.error("a look at the registry failed", bug);
    }
  }

  private Duration untilNextLook() {
    double factor = 1 - SPREAD + 2 * SPREAD * RandomGenerator.getDefault().nextDouble();
    return Duration.ofNanos((long) (config.lookEvery().toNanos() * factor));
  }

  /** First of all, while everything is still served: then the gateway has the delay to hear it. */
  void leave(@Observes ShutdownDelayInitiatedEvent end) {
    Optional.ofNullable(stop()).ifPresent(begun -> begun.registration.leave());
  }

  /** An end without that event, too, leaves. */
  void end(@Observes ShutdownEvent end) {
    Work begun = stop();
    if (begun != null) {
      begun.registration.leave();
      begun.thread.interrupt();
      begun.consul.close();
    }
  }

  private synchronized @Nullable Work stop() {
    ended = true;
    return work;
  }
}
