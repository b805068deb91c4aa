package io.saleproof.server;

import java.time.Duration;

/**
 * Where a server listens, and its bounds.
 *
 * @param host the address it binds to; loopback unless the operator says otherwise
 * @param port 0 for any free one
 * @param maxUriBytes the longest path with query; a longer one is 414
 * @param maxBodyBytes the longest body; a longer one is 413
 * @param maxBodyBytesInFlight what all bodies may take that are being read or worked on; beyond it
 *     503
 * @param maxInFlight how many requests may run or wait at once; one more is 503
 * @param bodyTimeout how long a body may take to arrive; then the connection is closed
 * @param idleTimeout how long a connection without a request is kept
 * @param stopTimeout how long a stop waits for what runs
 */
public record ServerSettings(
    String host,
    int port,
    int maxUriBytes,
    int maxBodyBytes,
    long maxBodyBytesInFlight,
    int maxInFlight,
    Duration bodyTimeout,
    Duration idleTimeout,
    Duration stopTimeout) {

  /** The address of a service that nobody but this machine can reach. */
  public static final String LOOPBACK = "127.0.0.1";

  private static final int USUAL_URI = 8_192;
  private static final int USUAL_BODY = 1 << 20;
  private static final long USUAL_BODIES = 64L << 20;
  private static final int USUAL_IN_FLIGHT = 2_048;
  private static final Duration USUAL_BODY_TIME = Duration.ofSeconds(30);
  private static final Duration USUAL_IDLE_TIME = Duration.ofMinutes(2);
  private static final Duration USUAL_STOP_TIME = Duration.ofSeconds(5);

  public ServerSettings {
    if (maxUriBytes < 1 || maxBodyBytes < 1 || maxBodyBytesInFlight < maxBodyBytes) {
      throw new IllegalArgumentException("bounds that let nothing in");
    }
  }

  /** The usual bounds: 1 MiB a body, 64 MiB for all, 8 KiB an address, 2,048 requests. */
  public static ServerSettings at(String host, int port) {
    return new ServerSettings(
        host,
        port,
        USUAL_URI,
        USUAL_BODY,
        USUAL_BODIES,
        USUAL_IN_FLIGHT,
        USUAL_BODY_TIME,
        USUAL_IDLE_TIME,
        USUAL_STOP_TIME);
  }

  public ServerSettings withMaxUriBytes(int bytes) {
    return new ServerSettings(
        host,
        port,
        bytes,
        maxBodyBytes,
        maxBodyBytesInFlight,
        maxInFlight,
        bodyTimeout,
        idleTimeout,
        stopTimeout);
  }

  public ServerSettings withMaxBodyBytes(int bytes) {
    return new ServerSettings(
        host,
        port,
        maxUriBytes,
        bytes,
        maxBodyBytesInFlight,
        maxInFlight,
        bodyTimeout,
        idleTimeout,
        stopTimeout);
  }

  public ServerSettings withMaxInFlight(int requests) {
    return new ServerSettings(
        host,
        port,
        maxUriBytes,
        maxBodyBytes,
        maxBodyBytesInFlight,
        requests,
        bodyTimeout,
        idleTimeout,
        stopTimeout);
  }
}
