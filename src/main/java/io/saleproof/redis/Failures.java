package io.saleproof.redis;

import io.saleproof.redis.RedisTrouble.Cause;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLHandshakeException;

/** What the library's failures mean. */
final class Failures {

  private static final Set<String> NOT_SERVING =
      Set.of("LOADING", "CLUSTERDOWN", "MASTERDOWN", "READONLY", "TRYAGAIN", "BUSY", "NOREPLICAS");
  private static final Set<String> ACCESS = Set.of("NOAUTH", "WRONGPASS", "NOPERM");

  private Failures() {}

  /** Detours stay what they are, for {@link Detour#of}; all else becomes {@link RedisTrouble}. */
  static <T> Future<T> asTrouble(Throwable failure) {
    return Future.failedFuture(
        failure instanceof RedisTrouble || Detour.of(failure).isPresent()
            ? failure
            : of(failure, Cause.CLOSED));
  }

  static RedisTrouble ofConnecting(Throwable failure) {
    return failure instanceof SSLHandshakeException refused
        ? new RedisTrouble(
            Cause.CONNECT,
            "its certificate is not accepted (saleproof.redis.tls says which are): "
                + refused.getMessage())
        : of(failure, Cause.CONNECT);
  }

  private static RedisTrouble of(Throwable failure, Cause otherwise) {
    if (failure instanceof Response error && error.type() == ResponseType.ERROR) {
      return new RedisTrouble(causeOf(failure, otherwise), String.valueOf(failure.getMessage()));
    }
    if (failure instanceof TimeoutException) {
      return RedisTrouble.of(otherwise == Cause.CONNECT ? Cause.CONNECT : Cause.TIMEOUT);
    }
    String text = String.valueOf(failure.getMessage());
    return new RedisTrouble(text.contains("queue is full") ? Cause.FULL_QUEUE : otherwise, text);
  }

  private static Cause causeOf(Throwable error, Cause otherwise) {
    String text = String.valueOf(error.getMessage());
    String word = text.split(" ", 2)[0];
    if (word.equals("CONNECTION_CLOSED")) {
      return Cause.CLOSED;
    }
    if (NOT_SERVING.contains(word)) {
      return Cause.NOT_SERVING;
    }
    if (ACCESS.contains(word)) {
      return Cause.ACCESS;
    }
    if (word.equals("OOM") || text.contains("'maxmemory'")) {
      return Cause.OUT_OF_MEMORY;
    }
    return otherwise == Cause.CONNECT ? Cause.CONNECT : Cause.REFUSED;
  }
}
