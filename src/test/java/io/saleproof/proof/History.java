package io.saleproof.proof;

import com.mongodb.MongoException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/** Records what concurrent clients ask and are told. Its clock counts; it has no unit. */
final class History<I, O> {

  private final AtomicLong clock = new AtomicLong();
  private final ConcurrentLinkedQueue<Operation<I, O>> operations = new ConcurrentLinkedQueue<>();

  /**
   * Carries out an operation and records it.
   *
   * @param work the answer; empty, a failure of the database or a death: nothing is known
   * @return false if the instance died
   */
  boolean record(int client, I input, Function<I, Optional<O>> work) {
    long invoked = clock.incrementAndGet();
    boolean alive = true;
    Optional<O> output;
    try {
      output = work.apply(input);
    } catch (MongoException unknown) {
      output = Optional.empty();
    } catch (Death death) {
      output = Optional.empty();
      alive = false;
    }
    operations.add(
        new Operation<>(
            client,
            input,
            output.orElse(null),
            invoked,
            output.isPresent() ? clock.incrementAndGet() : Operation.NEVER));
    return alive;
  }

  /** All that was recorded, in the order in which it began. */
  List<Operation<I, O>> operations() {
    Comparator<Operation<I, O>> byBeginning = Comparator.comparingLong(Operation::invoked);
    return operations.stream().sorted(byBeginning).toList();
  }
}
