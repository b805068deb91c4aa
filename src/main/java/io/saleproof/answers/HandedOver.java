package io.saleproof.answers;

import io.saleproof.cache.Answer;
import io.saleproof.cache.CacheKey;
import io.smallrye.common.vertx.VertxContext;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import org.jspecify.annotations.Nullable;

/**
 * What the lane has found out about a request that a resource has to answer: so that the thing is
 * not asked for twice, nor the client told that it was a hit, nor a failure waited for again.
 */
final class HandedOver {

  private static final String KEY = HandedOver.class.getName();

  private final CacheKey key;
  private final @Nullable Answer answer;
  private final @Nullable RuntimeException failure;

  private HandedOver(CacheKey key, @Nullable Answer answer, @Nullable RuntimeException failure) {
    this.key = key;
    this.answer = answer;
    this.failure = failure;
  }

  /** Leaves an answer to the resource of the current request. */
  static void leave(CacheKey key, Answer answer) {
    leave(new HandedOver(key, answer, null));
  }

  /** Leaves why it can't be loaded. */
  static void leave(CacheKey key, RuntimeException failure) {
    leave(new HandedOver(key, null, failure));
  }

  private static void leave(HandedOver what) {
    Context context = requests();
    if (context != null) {
      context.putLocal(KEY, what);
    }
  }

  /**
   * What was left to the current request of this thing, once.
   *
   * @return null if nothing was
   * @throws RuntimeException why it couldn't be loaded
   */
  static @Nullable Answer take(CacheKey key) {
    Context context = requests();
    if (context == null) {
      return null;
    }
    HandedOver left = context.getLocal(KEY);
    if (left == null || !left.key.equals(key)) {
      return null;
    }
    context.removeLocal(KEY);
    if (left.failure != null) {
      throw left.failure;
    }
    return left.answer;
  }

  private static @Nullable Context requests() {
    Context context = Vertx.currentContext();
    return context != null && VertxContext.isDuplicatedContext(context) ? context : null;
  }
}
