package io.saleproof.redis;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Who holds what. Any node of a cluster is asked, those that answer calls first; what was known
 * stays until one has answered. One server is never asked, unless it says that it is of a cluster.
 */
final class Topology {

  /** Told of every new map, on the lane's event loop. */
  interface Listener {
    void changed(SlotMap before, SlotMap now);
  }

  static final long ASK_MILLIS = 250;

  private static final Logger LOG = Logger.getLogger(Topology.class);
  private static final long LEAST_GAP_MILLIS = 100;

  private final Vertx vertx;
  private final Lane lane;
  private final List<RedisNode> named;
  private final Listener listener;
  private final RedisMeters meters;
  private final Random random = new Random();
  private final AtomicBoolean wanted = new AtomicBoolean();

  private volatile boolean cluster;
  private volatile SlotMap map;

  Topology(Vertx vertx, Lane lane, RedisAddress address, Listener listener, RedisMeters meters) {
    this.vertx = vertx;
    this.lane = lane;
    this.named = address.nodes();
    this.listener = listener;
    this.meters = meters;
    this.cluster = address.cluster();
    this.map = cluster ? SlotMap.unknown() : SlotMap.single(named.getFirst());
  }

  SlotMap map() {
    return map;
  }

  /** All nodes that are known of or were named. */
  Set<RedisNode> nodes() {
    Set<RedisNode> all = new LinkedHashSet<>(map.nodes());
    all.addAll(named);
    return all;
  }

  /** A node says that another has this slot. It may know more of it, so that one is asked. */
  void moved(int slot, RedisNode master) {
    lane.execute(
        () -> {
          cluster = true;
          if (!master.equals(map.masterOf(slot))) {
            change(map.with(slot, master));
          }
        });
    refreshSoon();
  }

  /** Asks, unless that is under way or has just been done. */
  void refreshSoon() {
    if (cluster && wanted.compareAndSet(false, true)) {
      lane.execute(
          () -> {
            List<RedisNode> candidates = new ArrayList<>(nodes());
            Collections.shuffle(candidates, random);
            candidates.sort((a, b) -> Boolean.compare(lane.reaches(b), lane.reaches(a)));
            ask(candidates, 0);
          });
    }
  }

  private void ask(List<RedisNode> candidates, int index) {
    if (index == candidates.size()) {
      meters.refreshed(false);
      vertx.setTimer(LEAST_GAP_MILLIS, again -> wanted.set(false));
      return;
    }
    RedisNode node = candidates.get(index);
    lane.to(node)
        .send(Request.cmd(Command.CLUSTER).arg("SLOTS"))
        .timeout(ASK_MILLIS, TimeUnit.MILLISECONDS)
        .map(answer -> parsed(answer, node))
        .onSuccess(
            found -> {
              meters.refreshed(true);
              vertx.setTimer(LEAST_GAP_MILLIS, again -> wanted.set(false));
              change(found);
            })
        .onFailure(
            failure -> {
              LOG.debugf("%s does not say who holds what: %s", node, failure.getMessage());
              ask(candidates, index + 1);
            });
  }

  private static SlotMap parsed(@Nullable Response answer, RedisNode node) {
    SlotMap found = answer == null ? SlotMap.unknown() : SlotMap.parse(answer, node);
    if (found.masters().isEmpty()) {
      // A node that was reset, or has not met the others yet.
      throw new IllegalStateException("it knows no masters");
    }
    return found;
  }

  private void change(SlotMap now) {
    SlotMap before = map;
    map = now;
    listener.changed(before, now);
  }
}
