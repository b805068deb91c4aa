package io.saleproof.proof;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whether a history could have come from an object that does one operation at a time, each at some
 * moment between its beginning and its end. An operation without an answer may take effect at any
 * moment after its beginning, or never.
 *
 * <p>The search is that of J. M. Wing and C. Gong, <i>Testing and verifying concurrent objects</i>
 * (J. Parallel and Distributed Computing 17, 1993), with the memory of G. Lowe, <i>Testing for
 * linearizability</i> (Concurrency and Computation: Practice and Experience 29, 2017): a set of
 * operations done that led to a state is not tried twice. The time is exponential in the number of
 * clients at worst, so histories are to be short.
 */
final class Linearizability<S, I, O> {

  /** More configurations than this are not searched: the history is too long to be of use. */
  private static final int MOST_CONFIGURATIONS = 500_000;

  private final SequentialModel<S, I, O> model;
  private final Set<Configuration<S>> seen = new HashSet<>();
  private final Event<I, O> head = new Event<>(null, -1, Long.MIN_VALUE, false);
  private final BitSet done = new BitSet();
  private final Deque<Step<S, I, O>> steps = new ArrayDeque<>();
  private int answersLeft;
  private int furthest;
  private @Nullable Operation<I, O> obstacle;

  /** A set of operations that are done, and the state that they led to. */
  private record Configuration<S>(BitSet done, S state) {

    /** That of {@link BitSet} folds the bits 32 apart upon each other, and many sets are alike. */
    @Override
    public int hashCode() {
      long hash = state.hashCode();
      for (long word : done.toLongArray()) {
        hash = (hash ^ word) * 0x9E3779B97F4A7C15L;
        hash ^= hash >>> 29;
      }
      return (int) (hash * 0x9E3779B97F4A7C15L >>> 32);
    }
  }

  /** A step of the search: the state before it, to which the search may come back. */
  private record Step<S, I, O>(Event<I, O> call, S before) {}

  /** The beginning or the end of an operation, in a list ordered by time. */
  private static final class Event<I, O> {
    private final @Nullable Operation<I, O> operation;
    private final int number;
    private final long at;
    private final boolean isEnd;
    private @Nullable Event<I, O> before;
    private @Nullable Event<I, O> after;
    private @Nullable Event<I, O> end;

    Event(@Nullable Operation<I, O> operation, int number, long at, boolean isEnd) {
      this.operation = operation;
      this.number = number;
      this.at = at;
      this.isEnd = isEnd;
    }

    void unlink() {
      before.after = after;
      if (after != null) {
        after.before = before;
      }
    }

    void relink() {
      before.after = this;
      if (after != null) {
        after.before = this;
      }
    }
  }

  private Linearizability(SequentialModel<S, I, O> model, List<Operation<I, O>> history) {
    this.model = model;
    List<Event<I, O>> events = new ArrayList<>();
    for (int i = 0; i < history.size(); i++) {
      Operation<I, O> operation = history.get(i);
      Event<I, O> call = new Event<>(operation, i, operation.invoked(), false);
      events.add(call);
      if (operation.output() != null) {
        call.end = new Event<>(operation, i, operation.returned(), true);
        events.add(call.end);
        answersLeft++;
      }
    }
    events.sort(Comparator.comparingLong(event -> event.at));
    Event<I, O> last = head;
    for (Event<I, O> event : events) {
      last.after = event;
      event.before = last;
      last = event;
    }
  }

  /** What is wrong with the history, in words; empty if it is linearizable. */
  static <S, I, O> Optional<String> violation(
      SequentialModel<S, I, O> model, List<Operation<I, O>> history) {
    Linearizability<S, I, O> search = new Linearizability<>(model, history);
    return search.search() ? Optional.empty() : Optional.of(search.describe(history));
  }

  private boolean search() {
    S state = model.initial();
    Event<I, O> event = head.after;
    while (answersLeft > 0) {
      if (event != null && !event.isEnd) {
        Optional<S> next = model.next(state, event.operation.input(), event.operation.output());
        if (next.isPresent() && isNew(event, next.get())) {
          steps.push(new Step<>(event, state));
          state = next.get();
          take(event);
          event = head.after;
        } else {
          event = event.after;
        }
      } else {
        if (event != null && done.cardinality() >= furthest) {
          furthest = done.cardinality();
          obstacle = event.operation;
        }
        if (steps.isEmpty()) {
          return false;
        }
        Step<S, I, O> last = steps.pop();
        state = last.before();
        putBack(last.call());
        event = last.call().after;
      }
    }
    return true;
  }

  private boolean isNew(Event<I, O> call, S next) {
    BitSet with = (BitSet) done.clone();
    with.set(call.number);
    boolean added = seen.add(new Configuration<>(with, next));
    if (seen.size() > MOST_CONFIGURATIONS) {
      throw new IllegalStateException("the history is too long to be searched");
    }
    return added;
  }

  private void take(Event<I, O> call) {
    done.set(call.number);
    call.unlink();
    if (call.end != null) {
      call.end.unlink();
      answersLeft--;
    }
  }

  private void putBack(Event<I, O> call) {
    done.clear(call.number);
    if (call.end != null) {
      call.end.relink();
      answersLeft++;
    }
    call.relink();
  }

  private String describe(List<Operation<I, O>> history) {
    StringBuilder text = new StringBuilder("no order of these operations explains ");
    text.append(obstacle);
    history.forEach(operation -> text.append("\n  ").append(operation));
    return text.toString();
  }
}
