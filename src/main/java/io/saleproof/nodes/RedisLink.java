package io.saleproof.nodes;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.RedisOptions;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Blocking calls to one Redis, for virtual threads. A call ends within {@link #TIMEOUT}; if Redis
 * can't be reached by then, with {@link StoreUnavailable}, and the next call tries anew.
 */
final class RedisLink implements AutoCloseable {

  static final Duration TIMEOUT = Duration.ofSeconds(3);

  private static final int CONNECT_MILLIS = 1_000;
  private static final int CONNECTIONS = 8;

  /** More callers than this at once are told that the store is not available. */
  private static final int MAX_WAITING = 4_096;

  private final Redis redis;
  private final String what;
  private volatile boolean answered = true;

  RedisLink(Vertx vertx, String url, String what) {
    RedisOptions options =
        new RedisOptions()
            .setConnectionString(url)
            .setMaxPoolSize(CONNECTIONS)
            .setMaxPoolWaiting(MAX_WAITING)
            .setMaxWaitingHandlers(MAX_WAITING);
    options.getNetClientOptions().setConnectTimeout(CONNECT_MILLIS);
    this.redis = Redis.createClient(vertx, options);
    this.what = what;
  }

  Response call(Command command, Object... arguments) {
    return await(redis.send(request(command, arguments)));
  }

  /** Runs a script; Redis learns its text the first time, and again after it has lost it. */
  Response run(RedisScript script, List<?> arguments) {
    return runAll(script, List.of(arguments)).getFirst();
  }

  /** Runs a script once for each list of arguments, in order, in one round trip. */
  List<Response> runAll(RedisScript script, List<? extends List<?>> calls) {
    List<Request> requests = new ArrayList<>(calls.size());
    calls.forEach(arguments -> requests.add(script(Command.EVALSHA, script.sha(), arguments)));
    try {
      return await(redis.batch(requests));
    } catch (StoreUnavailable unknown) {
      if (!String.valueOf(unknown.getCause()).contains("NOSCRIPT")) {
        throw unknown;
      }
      // Nothing was done by the calls that did not find their script, and a script may run twice.
      await(redis.send(request(Command.SCRIPT, "LOAD", script.text())));
      return await(redis.batch(requests));
    }
  }

  private static Request script(Command command, String script, List<?> arguments) {
    Request request = Request.cmd(command).arg(script).arg(0);
    arguments.forEach(argument -> add(request, argument));
    return request;
  }

  private static Request request(Command command, Object... arguments) {
    Request request = Request.cmd(command);
    for (Object argument : arguments) {
      add(request, argument);
    }
    return request;
  }

  private static void add(Request request, Object argument) {
    request.arg(Utf8.checked(argument.toString()));
  }

  private <T> T await(Future<T> future) {
    try {
      T answer =
          future
              .toCompletionStage()
              .toCompletableFuture()
              .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
      answered = true;
      return answer;
    } catch (ExecutionException failed) {
      answered = false;
      throw new StoreUnavailable(what, failed.getCause() == null ? failed : failed.getCause());
    } catch (TimeoutException late) {
      answered = false;
      throw new StoreUnavailable(what, late);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new StoreUnavailable(what, stopped);
    }
  }

  /** Whether the last call had an answer; the loops of a node call every second. */
  boolean answered() {
    return answered;
  }

  @Override
  public void close() {
    redis.close();
  }
}
