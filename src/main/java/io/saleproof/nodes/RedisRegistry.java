package io.saleproof.nodes;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * The list of nodes in the Redis that they share: a hash of addresses by name, and beside it until
 * when each counts, by that Redis' own clock, so that the nodes' clocks don't matter.
 */
final class RedisRegistry implements Registry {

  private static final Logger LOG = Logger.getLogger(RedisRegistry.class);
  private static final RedisScript LISTED = RedisScript.named("listed");

  private final RedisLink redis;
  private final Duration life;

  /**
   * @param life how long a node counts after its last beat
   */
  RedisRegistry(RedisLink redis, Duration life) {
    this.redis = redis;
    this.life = life;
  }

  @Override
  public List<Peer> beat(Peer self) {
    Response listed = redis.run(LISTED, List.of(self.name(), self.address(), life.toMillis()));
    List<Peer> peers = new ArrayList<>();
    for (int i = 0; i + 1 < listed.size(); i += 2) {
      add(listed.get(i).toString(), listed.get(i + 1).toString(), peers);
    }
    return peers;
  }

  /** The list is shared: what something else has put there must not stop this node. */
  private static void add(String name, String address, List<Peer> peers) {
    try {
      peers.add(new Peer(name, URI.create(address)));
    } catch (IllegalArgumentException strange) {
      LOG.debugf("the list has an entry that is no node: %s", name);
    }
  }

  @Override
  public void leave(Peer self) {
    redis.call(Command.HDEL, "saleproof:nodes", self.name());
    redis.call(Command.ZREM, "saleproof:nodes:until", self.name());
  }
}
