package io.saleproof.log;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.saleproof.server.PlainServer;
import io.saleproof.server.Routes;
import io.saleproof.server.RunningService;
import io.saleproof.server.ServerSettings;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The master with its listener. */
final class MasterService implements RunningService {

  private static final int KEEP_MILLIS = 1_000;

  /** Every character of a message may take six in JSON. */
  private static final int MAX_BODY_BYTES = 6 * LogRecord.MAX_PAYLOAD_BYTES + 1_024;

  /** Those who wait, and room for those who don't. */
  private static final int MAX_IN_FLIGHT = Master.MAX_WAITING + 4_096;

  private final Master master;
  private final PlainServer server;

  private MasterService(Master master, PlainServer server) {
    this.master = master;
    this.server = server;
    server.vertx().setPeriodic(KEEP_MILLIS, tick -> master.keepState());
  }

  /** Listens when it returns. */
  static MasterService start(
      Disk disk, MasterSettings settings, LogTimes times, ServerSettings listener, Clock clock) {
    PrometheusMeterRegistry meters = PlainServer.meters();
    Master master = master(disk, settings, times, meters);
    try {
      PlainServer server =
          PlainServer.start(
              listener.withMaxBodyBytes(MAX_BODY_BYTES).withMaxInFlight(MAX_IN_FLIGHT),
              meters,
              () -> Map.of("disk", master.isSound(), "master", !master.isFenced()),
              Set.of(),
              routes -> addresses(routes, master, clock));
      return new MasterService(master, server);
    } catch (RuntimeException failed) {
      master.close();
      throw failed;
    }
  }

  private static Master master(
      Disk disk, MasterSettings settings, LogTimes times, MeterRegistry meters) {
    try {
      LogFile file = LogFile.open(disk, Recovery.OnDamage.REFUSE);
      return Master.start(
          file,
          settings,
          address -> new HttpLink(URI.create(address), times.answer()),
          times,
          meters);
    } catch (IOException unusable) {
      throw new UncheckedIOException(unusable);
    }
  }

  private static void addresses(Routes routes, Master master, Clock clock) {
    routes.quick(HttpMethod.POST, MessageAddresses.MESSAGES, new AppendAddress(master)::handle);
    new MessageAddresses(master, message -> progress(master, message)).add(routes);
    new MemberAddresses(master, clock).add(routes);
  }

  /** What a client asks for that has stopped waiting. */
  private static Map<String, Object> progress(Master master, LogRecord message) {
    int holders = master.holders(message.number());
    Map<String, Object> progress = new LinkedHashMap<>();
    progress.put("w", message.w());
    progress.put("holders", holders);
    progress.put("met", holders >= message.w());
    return progress;
  }

  int port() {
    return server.port();
  }

  Master master() {
    return master;
  }

  @Override
  public String greeting() {
    return "Log master, term %d, %d messages, on port %d"
        .formatted(master.term(), master.shown(), port());
  }

  @Override
  public void close() {
    master.endWaits();
    server.close();
    master.close();
  }
}
