package io.saleproof.nodes;

import io.saleproof.server.ServerSettings;
import io.saleproof.server.SettingMistake;
import io.saleproof.server.Variables;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;

/**
 * One node's settings, from the environment; docs/nodes.md says what each does.
 *
 * @param self its name, and the address others reach it at
 * @param host what the listener binds to; loopback unless NODE_ADDRESS is elsewhere
 * @param port 0 for any free one
 * @param redisUrl its own data
 * @param registryUrl the shared list of nodes
 * @param tombstoneLife how long removals are remembered at least, and a node may be away
 * @param compareEvery between two comparisons with a node, on average
 * @param queueLimit how many jobs may wait for a node
 * @param listLife how long a node counts after its last beat
 * @param patience how long a start waits for the first comparisons
 * @param clockOffset added to the wall clock, for rehearsals with wrong clocks
 */
record NodeSettings(
    Peer self,
    String host,
    int port,
    String redisUrl,
    String registryUrl,
    Duration tombstoneLife,
    Duration compareEvery,
    int queueLimit,
    Duration listLife,
    Duration patience,
    Duration clockOffset) {

  static final int DEFAULT_PORT = 8080;

  private static final int MAX_HOURS = 24 * 365;
  private static final int WEEK_HOURS = 24 * 7;
  private static final int MAX_SECONDS = 86_400;
  private static final int FIVE_MINUTES = 300;
  private static final int USUAL_QUEUE = 100_000;
  private static final int MAX_QUEUE = 10_000_000;
  private static final int USUAL_LIST_LIFE = 15;
  private static final int USUAL_PATIENCE = 10;
  private static final int HOUR = 3_600;

  /**
   * @throws SettingMistake if a variable is missing or malformed
   */
  static NodeSettings read(Variables variables) {
    String name = variables.required("NODE_NAME", "others know this node by it, such as node-1");
    if (!Version.isNode(name)) {
      throw new SettingMistake(
          "NODE_NAME must be 1 to 63 letters, digits, '.', '_' or '-', not '" + name + "'.");
    }
    int port = variables.port(DEFAULT_PORT);
    URI address = variables.address("NODE_ADDRESS").orElse(URI.create("http://127.0.0.1:" + port));
    return new NodeSettings(
        new Peer(name, address),
        isLoopback(address) ? ServerSettings.LOOPBACK : "0.0.0.0",
        port,
        redis(variables, "REDIS_URL", "the Redis that keeps this node's data"),
        redis(variables, "REGISTRY_REDIS_URL", "the Redis with the shared list of nodes"),
        Duration.ofHours(variables.number("NODE_TOMBSTONE_HOURS", 1, MAX_HOURS, WEEK_HOURS)),
        Duration.ofSeconds(variables.number("NODE_COMPARE_SECONDS", 1, MAX_SECONDS, FIVE_MINUTES)),
        variables.number("NODE_QUEUE_LIMIT", 1, MAX_QUEUE, USUAL_QUEUE),
        Duration.ofSeconds(variables.number("NODE_LIST_SECONDS", 2, MAX_SECONDS, USUAL_LIST_LIFE)),
        Duration.ofSeconds(USUAL_PATIENCE),
        offset(variables));
  }

  private static boolean isLoopback(URI address) {
    String host = address.getHost();
    return host.equals("localhost") || host.equals("[::1]") || host.startsWith("127.");
  }

  private static String redis(Variables variables, String variable, String why) {
    String url = variables.required(variable, "it names " + why);
    try {
      URI uri = new URI(url);
      if (("redis".equals(uri.getScheme()) || "rediss".equals(uri.getScheme()))
          && uri.getHost() != null) {
        return url;
      }
    } catch (URISyntaxException wrong) {
      // Falls through to the one sentence, which repeats no password.
    }
    throw new SettingMistake(variable + " must be one address such as redis://host:6379.");
  }

  private static Duration offset(Variables variables) {
    String text = variables.text("NODE_CLOCK_OFFSET_SECONDS").orElse("0");
    if (text.matches("-?[0-9]{1,4}") && Math.abs(Integer.parseInt(text)) <= HOUR) {
      return Duration.ofSeconds(Integer.parseInt(text));
    }
    throw new SettingMistake(
        "NODE_CLOCK_OFFSET_SECONDS must be a number from -3600 to 3600, not '" + text + "'.");
  }
}
