package io.saleproof.log;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.saleproof.server.PlainServer;
import io.saleproof.server.RunningService;
import io.saleproof.server.ServerSettings;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A secondary with its listener. */
final class SecondaryService implements RunningService {

  /** A batch, or one message that is larger than that. */
  private static final int MAX_BODY_BYTES =
      Wire.BATCH_BYTES + LogRecord.MAX_PAYLOAD_BYTES + LogRecord.HEADER_BYTES;

  private final Secondary secondary;
  private final PlainServer server;
  private final Registrar registrar;
  private final URI master;

  private SecondaryService(
      Secondary secondary, PlainServer server, Registrar registrar, URI master) {
    this.secondary = secondary;
    this.server = server;
    this.registrar = registrar;
    this.master = master;
    registrar.start();
  }

  /**
   * Listens when it returns, whether or not the master is there.
   *
   * @param address where the master reaches it; {@code null} for this machine's own
   */
  static SecondaryService start(
      Disk disk,
      URI master,
      @Nullable URI address,
      Faults faults,
      LogTimes times,
      ServerSettings listener) {
    PrometheusMeterRegistry meters = PlainServer.meters();
    Secondary secondary = secondary(disk, meters);
    try {
      PlainServer server = listen(secondary, faults, listener, meters);
      String itsAddress =
          address == null
              ? "http://" + ServerSettings.LOOPBACK + ":" + server.port()
              : address.toString();
      Registrar registrar = new Registrar(secondary, itsAddress, master, times);
      return new SecondaryService(secondary, server, registrar, master);
    } catch (RuntimeException failed) {
      secondary.close();
      throw failed;
    }
  }

  private static Secondary secondary(Disk disk, MeterRegistry meters) {
    try {
      return Secondary.start(LogFile.open(disk, Recovery.OnDamage.CUT), meters);
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  private static PlainServer listen(
      Secondary secondary, Faults faults, ServerSettings listener, PrometheusMeterRegistry meters) {
    ReplicaAddress replica = new ReplicaAddress(secondary, faults, RandomGenerator.getDefault());
    return PlainServer.start(
        listener.withMaxBodyBytes(MAX_BODY_BYTES),
        meters,
        () -> Map.of("disk", secondary.isSound(), "registered", secondary.isRegistered()),
        Set.of(Wire.REPLICA),
        routes -> {
          new MessageAddresses(secondary, message -> Map.of()).add(routes);
          routes.on(HttpMethod.POST, Wire.REPLICA, replica::handle);
        });
  }

  int port() {
    return server.port();
  }

  Secondary secondary() {
    return secondary;
  }

  @Override
  public String greeting() {
    return "Log secondary of %s, %d messages shown, on port %d"
        .formatted(master, secondary.shown(), port());
  }

  @Override
  public void close() {
    registrar.close();
    server.close();
    secondary.close();
  }
}
