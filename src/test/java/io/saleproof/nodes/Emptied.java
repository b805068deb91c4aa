package io.saleproof.nodes;

import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;

/** A Redis that is about to lose all. */
final class Emptied implements AutoCloseable {

  private final Vertx vertx = Vertx.vertx();
  private final RedisLink link;

  Emptied(RedisProcess redis) {
    link = new RedisLink(vertx, redis.url(), "REDIS_URL");
  }

  void empty() {
    link.call(Command.FLUSHALL);
  }

  @Override
  public void close() {
    link.close();
    vertx.close();
  }
}
