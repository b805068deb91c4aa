package io.saleproof.redis;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What {@code REDIS_URL} says: one server, or several nodes of one cluster, which then have the
 * same user, password and transport. Its text names no secret.
 *
 * @param nodes at least one; more than one: a cluster, whose other nodes are learned from these
 * @param tls whether connections are encrypted
 * @param database the number of the database, 0 in a cluster
 */
public record RedisAddress(
    List<RedisNode> nodes,
    boolean tls,
    Optional<String> user,
    Optional<String> password,
    int database) {

  private static final int DEFAULT_PORT = 6379;
  private static final int MAX_NODES = 64;
  private static final String FORM =
      "must be one address such as redis://:password@host:6379, or several of a cluster with"
          + " commas between them";

  public RedisAddress {
    nodes = List.copyOf(nodes);
    if (nodes.isEmpty() || nodes.size() > MAX_NODES) {
      throw new IllegalArgumentException(FORM);
    }
    if (nodes.size() > 1 && database != 0) {
      throw new IllegalArgumentException("can't name a database number, as a cluster has only one");
    }
  }

  /**
   * Reads one address, or several with commas between.
   *
   * @throws IllegalArgumentException if it is none; the message goes on after the variable's name
   *     and repeats nothing of the text, which may hold a password
   */
  public static RedisAddress parse(String text) {
    List<RedisAddress> each =
        Arrays.stream(text.split(",", -1)).map(one -> parseOne(one.strip())).toList();
    RedisAddress first = each.getFirst();
    if (each.stream().anyMatch(other -> !first.sharesAccessWith(other))) {
      throw new IllegalArgumentException(
          "must name the same user, password and transport (redis:// or rediss://) for all nodes"
              + " of a cluster");
    }
    return new RedisAddress(
        each.stream().flatMap(one -> one.nodes.stream()).distinct().toList(),
        first.tls,
        first.user,
        first.password,
        each.stream().mapToInt(RedisAddress::database).max().orElse(0));
  }

  private boolean sharesAccessWith(RedisAddress other) {
    return tls == other.tls && user.equals(other.user) && password.equals(other.password);
  }

  private static RedisAddress parseOne(String text) {
    URI uri;
    try {
      uri = URI.create(text);
    } catch (IllegalArgumentException wrong) {
      throw malformed();
    }
    boolean tls = "rediss".equals(uri.getScheme());
    if (uri.getHost() == null
        || uri.getRawQuery() != null
        || uri.getRawFragment() != null
        || (!tls && !"redis".equals(uri.getScheme()))) {
      throw malformed();
    }
    String host = uri.getHost().replaceAll("[\\[\\]]", "");
    int port = uri.getPort() == -1 ? DEFAULT_PORT : uri.getPort();
    String[] access = access(uri);
    try {
      return new RedisAddress(
          List.of(new RedisNode(host, port)),
          tls,
          Optional.of(access[0]).filter(user -> !user.isEmpty()),
          Optional.of(access[1]).filter(password -> !password.isEmpty()),
          database(uri.getPath()));
    } catch (IllegalArgumentException wrong) {
      throw malformed();
    }
  }

  /** User and password; each empty if there is none. A name alone would be a password forgotten. */
  private static String[] access(URI uri) {
    @Nullable String raw = uri.getRawUserInfo();
    if (raw == null) {
      return new String[] {"", ""};
    }
    int colon = raw.indexOf(':');
    if (colon < 0 || colon == raw.length() - 1) {
      throw malformed();
    }
    return new String[] {decoded(raw.substring(0, colon)), decoded(raw.substring(colon + 1))};
  }

  /** Percent signs only: a plus is a plus in an address. */
  private static String decoded(String raw) {
    return java.net.URLDecoder.decode(raw.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  private static int database(@Nullable String path) {
    if (path == null || path.isEmpty() || path.equals("/")) {
      return 0;
    }
    if (!path.matches("/[0-9]{1,4}")) {
      throw malformed();
    }
    return Integer.parseInt(path.substring(1));
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(FORM);
  }

  /** Whether it names a cluster. */
  public boolean cluster() {
    return nodes.size() > 1;
  }

  /** What the client's library is told, secrets included. */
  String connectionString(RedisNode node) {
    String access =
        password
            .map(word -> encoded(user.orElse("default")) + ":" + encoded(word) + "@")
            .orElse("");
    return (tls ? "rediss://" : "redis://") + access + node + (database == 0 ? "" : "/" + database);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    String servers = nodes.stream().map(RedisNode::toString).collect(Collectors.joining(","));
    return (tls ? "rediss://" : "redis://") + servers + (database == 0 ? "" : "/" + database);
  }
}
