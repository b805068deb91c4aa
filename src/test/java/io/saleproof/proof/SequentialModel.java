package io.saleproof.proof;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What an object does when one client at a time uses it.
 *
 * @param <S> its state; immutable, with {@code equals} and {@code hashCode}
 */
interface SequentialModel<S, I, O> {

  S initial();

  /**
   * The state after an operation; empty if it could not have had this output in this state.
   *
   * @param output null: it took effect, and nobody knows with what output
   */
  Optional<S> next(S state, I input, @Nullable O output);
}
