package io.saleproof;

import io.saleproof.embedded.DataFolderInUse;
import io.saleproof.embedded.KeptRedis;
import io.saleproof.nodes.NodeService;
import io.saleproof.server.RunningService;
import io.saleproof.server.SettingMistake;
import io.saleproof.server.Variables;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * Starts a key-value node; on a machine without Redis with one of its own, kept in the data folder.
 */
final class NodeStart {

  private NodeStart() {}

  /**
   * @throws SettingMistake if a variable is missing or malformed, or the data folder can't be used
   */
  static RunningService start(Variables variables) {
    if (variables.text("REDIS_URL").isPresent()) {
      return NodeService.start(variables);
    }
    KeptRedis redis = open(variables.folder("SALEPROOF_DATA_DIR", ".data").resolve("redis"));
    try {
      return new WithRedis(NodeService.start(with(redis, variables)), redis);
    } catch (RuntimeException failed) {
      redis.close();
      throw failed;
    }
  }

  private static KeptRedis open(Path folder) {
    try {
      return KeptRedis.open(folder);
    } catch (DataFolderInUse inUse) {
      throw new SettingMistake(String.valueOf(inUse.getMessage()));
    } catch (UncheckedIOException | NoClassDefFoundError unusable) {
      throw new SettingMistake(
          "REDIS_URL must name the node's own Redis: none can be started in " + folder + ".");
    }
  }

  private static Variables with(KeptRedis redis, Variables given) {
    Map<String, String> all = new HashMap<>(given.values());
    all.put("REDIS_URL", redis.url());
    if (given.text("REGISTRY_REDIS_URL").isEmpty()) {
      all.put("REGISTRY_REDIS_URL", redis.url());
    }
    if (given.text("NODE_NAME").isEmpty()) {
      all.put("NODE_NAME", "node-1");
    }
    return new Variables(all);
  }

  private record WithRedis(RunningService node, KeptRedis redis) implements RunningService {

    @Override
    public String greeting() {
      return node.greeting() + " Its Redis is at " + redis.url() + ".";
    }

    @Override
    public void close() {
      node.close();
      redis.close();
    }
  }
}
