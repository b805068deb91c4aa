package io.saleproof.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * A message on its way to all subscribers: through any master, those first that answer calls, as
 * every node passes on what it is told. On its lane's event loop only.
 */
final class Publishing {

  private static final int TRIES = 2;

  private final Lane lane;
  private final Topology topology;
  private final long eachMillis;
  private final Request request;
  private final Promise<Void> told = Promise.promise();

  /**
   * @param timeoutMillis how long it may take, all tries together
   */
  Publishing(Lane lane, Topology topology, long timeoutMillis, String channel, byte[] payload) {
    this.lane = lane;
    this.topology = topology;
    this.eachMillis = Math.max(1, timeoutMillis / TRIES);
    this.request = Request.cmd(Command.PUBLISH).arg(channel).arg(payload);
  }

  Future<Void> told() {
    return told.future();
  }

  void begin() {
    List<RedisNode> masters = new ArrayList<>(topology.map().masters());
    Collections.shuffle(masters, ThreadLocalRandom.current());
    masters.sort((a, b) -> Boolean.compare(lane.reaches(b), lane.reaches(a)));
    attempt(masters.subList(0, Math.min(TRIES, masters.size())), 0);
  }

  private void attempt(List<RedisNode> masters, int index) {
    if (index == masters.size()) {
      told.fail(RedisTrouble.of(RedisTrouble.Cause.CONNECT));
      return;
    }
    Link link = lane.to(masters.get(index));
    link.send(request)
        .timeout(eachMillis, TimeUnit.MILLISECONDS)
        .onSuccess(
            receivers -> {
              link.heard();
              told.complete();
            })
        .onFailure(
            failure -> {
              link.unheard();
              topology.refreshSoon();
              attempt(masters, index + 1);
            });
  }
}
