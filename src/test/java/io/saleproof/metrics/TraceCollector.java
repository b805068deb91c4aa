package io.saleproof.metrics;

import com.sun.net.httpserver.HttpServer;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Takes what the program exports as traces. Strings stand in the bodies as they are. */
public final class TraceCollector implements QuarkusTestResourceLifecycleManager {

  /** The bodies received, byte for character. */
  static final CopyOnWriteArrayList<String> RECEIVED = new CopyOnWriteArrayList<>();

  private @Nullable HttpServer server;

  @Override
  public Map<String, String> start() {
    try {
      HttpServer listening =
          HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
      listening.createContext(
          "/v1/traces",
          exchange -> {
            RECEIVED.add(
                new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
            exchange.close();
          });
      listening.start();
      server = listening;
      return Map.of(
          "quarkus.otel.sdk.disabled",
          "false",
          "quarkus.otel.exporter.otlp.endpoint",
          "http://127.0.0.1:" + listening.getAddress().getPort(),
          "quarkus.otel.exporter.otlp.protocol",
          "http/protobuf",
          "quarkus.otel.bsp.schedule.delay",
          "100MS");
    } catch (IOException noPort) {
      throw new UncheckedIOException(noPort);
    }
  }

  @Override
  public void stop() {
    if (server != null) {
      server.stop(0);
    }
  }
}
