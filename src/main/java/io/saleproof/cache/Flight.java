package io.saleproof.cache;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import org.jspecify.annotations.Nullable;

/** One load that others wait for. It always ends, and its future never fails. */
final class Flight {

  /** How it ended: with an answer or a failure. */
  record End(@Nullable Answer answer, @Nullable RuntimeException failure) {}

  private final Promise<End> promise = Promise.promise();

  Future<End> end() {
    return promise.future();
  }

  void land(@Nullable Answer answer, @Nullable RuntimeException failure) {
    promise.complete(new End(answer, failure));
  }
}
