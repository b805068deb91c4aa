package io.saleproof.redis;

import io.vertx.core.AbstractVerticle;
import io.vertx.redis.client.RedisOptions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** An event loop with a connection to each node, so that calls from that loop stay on it. */
final class Lane extends AbstractVerticle {

  private final RedisAddress address;
  private final RedisOptions base;
  private final long connectMillis;
  private final LongSupplier nanos;
  private final Map<RedisNode, Link> links = new HashMap<>();
  private volatile @Nullable Thread loop;
  private volatile int open;

  Lane(RedisAddress address, RedisOptions base, long connectMillis, LongSupplier nanos) {
    this.address = address;
    this.base = base;
    this.connectMillis = connectMillis;
    this.nanos = nanos;
  }

  @Override
  public void start() {
    loop = Thread.currentThread();
  }

  @Override
  public void stop() {
    links.values().forEach(Link::close);
    links.clear();
  }

  boolean isCurrent() {
    return Thread.currentThread() == loop;
  }

  /** Now if this is the lane's event loop, else there, soon. */
  void execute(Runnable task) {
    if (isCurrent()) {
      task.run();
    } else {
      context.runOnContext(go -> task.run());
    }
  }

  /** Only on the event loop, as all that follows. */
  Link to(RedisNode node) {
    return links.computeIfAbsent(
        node,
        missing -> new Link(vertx, Link.options(address, missing, base), connectMillis, nanos));
  }

  /** Whether calls to this node go well, as far as is known. */
  boolean reaches(RedisNode node) {
    Link link = links.get(node);
    return link != null && link.well();
  }

  /** Closes the connections to nodes that have left. */
  void retain(Set<RedisNode> nodes) {
    links
        .entrySet()
        .removeIf(
            entry -> {
              boolean gone = !nodes.contains(entry.getKey());
              if (gone) {
                entry.getValue().close();
              }
              return gone;
            });
  }

  /** Counts the connections, for {@link #open}. */
  void count() {
    open = (int) links.values().stream().filter(Link::open).count();
  }

  /** How many connections there were at the last count; on any thread. */
  int open() {
    return open;
  }
}
