package io.saleproof.redis;

import io.vertx.core.AsyncResult;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One call on its way: to the master of its slot, on from there where that says so, and to its end
 * within the deadline. On its lane's event loop only.
 */
final class Call {

  static final int MAX_DETOURS = 3;

  /** What all calls share. */
  record Ways(
      Vertx vertx, Topology topology, Breakers breakers, RedisMeters meters, long timeoutMillis) {}

  private final Ways ways;
  private final Lane lane;
  private final int slot;
  private final @Nullable Supplier<Request> withText;
  private final Promise<@Nullable Response> answer = Promise.promise();
  private Request request;
  private @Nullable Link link;
  private int detours;
  private boolean textSent;
  private boolean over;
  private long timer;

  /**
   * @param withText of a script: the call with its text, for a node that does not know it yet
   */
  Call(Ways ways, Lane lane, int slot, Request request, @Nullable Supplier<Request> withText) {
    this.ways = ways;
    this.lane = lane;
    this.slot = slot;
    this.request = request;
    this.withText = withText;
  }

  Future<@Nullable Response> answer() {
    return answer.future();
  }

  void begin() {
    timer = ways.vertx.setTimer(ways.timeoutMillis, this::late);
    RedisNode master = ways.topology.map().masterOf(slot);
    if (master == null) {
      fail(RedisTrouble.of(RedisTrouble.Cause.CONNECT));
    } else {
      attempt(master, false);
    }
  }

  private void attempt(RedisNode node, boolean asking) {
    Link to = lane.to(node);
    link = to;
    (asking ? to.sendAsking(request) : to.send(request))
        .onComplete(done -> answered(to, node, done));
  }

  private void answered(Link from, RedisNode node, AsyncResult<@Nullable Response> done) {
    Throwable failure = done.cause();
    if (!(failure instanceof RedisTrouble)) {
      from.heard();
    }
    if (over) {
      return;
    }
    if (failure == null) {
      ways.breakers.of(slot).succeeded();
      ways.meters.answered();
      end();
      answer.complete(done.result());
    } else {
      Detour.of(failure)
          .ifPresentOrElse(detour -> follow(detour, node), () -> refused(node, failure));
    }
  }

  private void follow(Detour detour, RedisNode from) {
    RedisNode to = detour.node(from);
    ways.meters.detour(detour.moved());
    if (detour.moved()) {
      ways.topology.moved(detour.slot(), to);
    }
    if (++detours > MAX_DETOURS) {
      fail(RedisTrouble.of(RedisTrouble.Cause.REDIRECTS));
    } else {
      attempt(to, !detour.moved());
    }
  }

  private void refused(RedisNode node, Throwable failure) {
    String text = String.valueOf(failure.getMessage());
    if (withText != null && !textSent && text.startsWith("NOSCRIPT")) {
      textSent = true;
      request = withText.get();
      // Asking does no harm where the key is.
      attempt(node, detours > 0);
    } else {
      fail(
          failure instanceof RedisTrouble known
              ? known
              : new RedisTrouble(RedisTrouble.Cause.REFUSED, text));
    }
  }

  private void late(long id) {
    if (!over) {
      if (link != null) {
        link.unheard();
      }
      fail(RedisTrouble.of(RedisTrouble.Cause.TIMEOUT));
    }
  }

  private void fail(RedisTrouble trouble) {
    end();
    ways.meters.failed(trouble.reason());
    if (trouble.reason().tellsOfNode()) {
      ways.topology.refreshSoon();
      ways.breakers.failed(slot, trouble, ways.topology.map().masterOf(slot));
    } else {
      ways.breakers.of(slot).succeeded();
    }
    answer.fail(trouble);
  }

  private void end() {
    over = true;
    ways.vertx.cancelTimer(timer);
  }
}
