package io.saleproof.redis;

/** Where one server of Redis listens. */
public record RedisNode(String host, int port) {

  private static final int MAX_PORT = 65_535;

  public RedisNode {
    if (host.isBlank()) {
      throw new IllegalArgumentException("a node has a host");
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("a port is 1 to 65535, not " + port);
    }
  }

  @Override
  public String toString() {
    return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
  }
}
