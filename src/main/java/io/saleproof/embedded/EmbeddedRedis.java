package io.saleproof.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Optional;
import org.jboss.logging.Logger;
import redis.embedded.RedisServer;
import redis.embedded.core.ExecutableProvider;
import redis.embedded.error.OsArchitectureNotFound;

/**
 * A Redis beside this process, from a binary that comes with the program, reachable from this
 * machine only. It is a cache: it keeps nothing on disk, and drops what was used longest ago when
 * it is full. It ends with this process, unless this process is killed.
 */
public final class EmbeddedRedis implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(EmbeddedRedis.class);

  /** Another process may take the free port first. */
  private static final int MAX_ATTEMPTS = 3;

  private static final int ANY_FREE_PORT = 0;
  private static final int NO_QUEUE = 1;
  private static final String MEMORY = "64mb";

  private final RedisServer server;
  private final String url;

  private EmbeddedRedis(RedisServer server, int port) {
    this.server = server;
    this.url = "redis://127.0.0.1:" + port;
  }

  /** Starts one; empty, with the reason in the log, if that can't be done on this machine. */
  public static Optional<EmbeddedRedis> tryStart() {
    return tryStart(ExecutableProvider.newJarResourceProvider());
  }

  static Optional<EmbeddedRedis> tryStart(ExecutableProvider binary) {
    String reason = "";
    for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      try {
        return Optional.of(start(binary));
      } catch (IOException | OsArchitectureNotFound e) {
        reason = e.getMessage();
      }
    }
    LOG.warnf("No embedded Redis on this machine, going on without: %s", reason);
    return Optional.empty();
  }

  private static EmbeddedRedis start(ExecutableProvider binary) throws IOException {
    int port = freePort();
    RedisServer server =
        RedisServer.newRedisServer()
            .executableProvider(binary)
            .bind("127.0.0.1")
            .port(port)
            .setting("save \"\"")
            .setting("appendonly no")
            .setting("maxmemory " + MEMORY)
            .setting("maxmemory-policy allkeys-lru")
            .build();
    server.start();
    return new EmbeddedRedis(server, port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe =
        new ServerSocket(ANY_FREE_PORT, NO_QUEUE, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  /** What to give a client. */
  public String url() {
    return url;
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (IOException e) {
      LOG.warn("The embedded Redis did not stop as it should.", e);
    }
  }
}
