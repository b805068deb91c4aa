package io.saleproof.store;

import java.util.function.Function;

/**
 * What was read, and when that was in the database's time.
 *
 * @param covers all that was written until then is in it
 * @param readAt nothing is in it that was written after that
 */
record Dated<T>(T value, long covers, long readAt) {

  <R> Dated<R> map(Function<? super T, ? extends R> change) {
    return new Dated<>(change.apply(value), covers, readAt);
  }
}
