package io.saleproof.redis;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisConnection;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one node, on one event loop, on which all calls go out as they come. Made when
 * first needed; after a failure, made anew not before a pause. Used on its event loop only.
 */
final class Link {

  /** So many calls without an answer in a row, and the connection is taken for dead. */
  static final int SILENT_CALLS = 8;

  static final long FIRST_PAUSE_MILLIS = 50;
  static final long LONGEST_PAUSE_MILLIS = 1_000;

  private final Vertx vertx;
  private final RedisOptions options;
  private final long connectMillis;
  private final LongSupplier nanos;

  private @Nullable Redis client;
  private @Nullable Future<RedisConnection> connection;
  private long pauseMillis = FIRST_PAUSE_MILLIS;
  private long notBefore;
  private RedisTrouble away = RedisTrouble.of(RedisTrouble.Cause.CONNECT);
  private int silent;

  Link(Vertx vertx, RedisOptions options, long connectMillis, LongSupplier nanos) {
    this.vertx = vertx;
    this.options = options;
    this.connectMillis = connectMillis;
    this.nanos = nanos;
    this.notBefore = nanos.getAsLong();
  }

  Future<@Nullable Response> send(Request request) {
    return connected().compose(open -> open.send(request)).recover(Failures::asTrouble);
  }

  /** To a node that is taking the key over. */
  Future<@Nullable Response> sendAsking(Request request) {
    return connected()
        .compose(
            open -> {
              // Both are written before anything else can be.
              Future<@Nullable Response> asking = open.send(Request.cmd(Command.ASKING));
              Future<@Nullable Response> answer = open.send(request);
              return asking.compose(ok -> answer);
            })
        .recover(Failures::asTrouble);
  }

  private Future<RedisConnection> connected() {
    Future<RedisConnection> known = connection;
    if (known != null) {
      return known;
    }
    if (nanos.getAsLong() - notBefore < 0) {
      return Future.failedFuture(away);
    }
    return connect();
  }

  private Future<RedisConnection> connect() {
    Redis fresh = Redis.createClient(vertx, options);
    Promise<RedisConnection> promise = Promise.promise();
    client = fresh;
    connection = promise.future();
    fresh
        .connect()
        .timeout(connectMillis, TimeUnit.MILLISECONDS)
        .onComplete(
            done -> {
              if (client != fresh) {
                promise.tryFail(RedisTrouble.of(RedisTrouble.Cause.CLOSED));
              } else if (done.succeeded()) {
                opened(fresh, done.result());
                promise.complete(done.result());
              } else {
                drop();
                // Whoever calls before the next try is told why there is none, too.
                away = Failures.ofConnecting(done.cause());
                promise.fail(away);
              }
            });
    return promise.future();
  }

  private void opened(Redis of, RedisConnection open) {
    pauseMillis = FIRST_PAUSE_MILLIS;
    away = RedisTrouble.of(RedisTrouble.Cause.CONNECT);
    silent = 0;
    open.endHandler(gone -> dropIf(of));
    open.exceptionHandler(broken -> dropIf(of));
  }

  private void dropIf(Redis of) {
    if (client == of) {
      drop();
    }
  }

  /** A call has had an answer, of whatever kind. */
  void heard() {
    silent = 0;
  }

  /** A call has had none in time. A connection whose other end is gone may never say so itself. */
  void unheard() {
    Future<RedisConnection> known = connection;
    if (known != null && known.succeeded() && ++silent >= SILENT_CALLS) {
      drop();
    }
  }

  boolean open() {
    return connection != null && connection.succeeded();
  }

  /** Whether it is there and its last call had an answer. */
  boolean well() {
    return open() && silent == 0;
  }

  private void drop() {
    Redis dropped = client;
    client = null;
    connection = null;
    silent = 0;
    notBefore = nanos.getAsLong() + TimeUnit.MILLISECONDS.toNanos(pauseMillis);
    pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    if (dropped != null) {
      dropped.close();
    }
  }

  void close() {
    notBefore = Long.MAX_VALUE;
    drop();
  }

  /** For the library, which wants its lists mutable. */
  static RedisOptions options(RedisAddress address, RedisNode node, RedisOptions base) {
    return new RedisOptions(base)
        .setEndpoints(new java.util.ArrayList<>(List.of(address.connectionString(node))));
  }
}
