package io.saleproof.client;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Work done by a fixed number of virtual threads. */
final class SideBySide {

  private SideBySide() {}

  /** The results in the order of the items; the first failure ends it all and is thrown. */
  static <T, R> List<R> map(int threads, Collection<T> items, Function<T, R> work) {
    try (ExecutorService workers =
        Executors.newFixedThreadPool(threads, Thread.ofVirtual().factory())) {
      List<Future<R>> begun = new ArrayList<>();
      items.forEach(item -> begun.add(workers.submit(() -> work.apply(item))));
      List<R> results = new ArrayList<>();
      try {
        for (Future<R> one : begun) {
          results.add(one.get());
        }
      } catch (ExecutionException failed) {
        workers.shutdownNow();
        throw failed.getCause() instanceof RuntimeException why
            ? why
            : new IllegalStateException(failed.getCause());
      } catch (InterruptedException stopping) {
        workers.shutdownNow();
        Thread.currentThread().interrupt();
        throw Failure.of("Interrupted.");
      }
      return results;
    }
  }
}
