package io.saleproof.client;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** A request under way in a thread of its own. */
final class Twin {

  /** A request that may be sent. */
  @FunctionalInterface
  interface Sending {
    Answer send();
  }

  private final FutureTask<Answer> task;

  private Twin(FutureTask<Answer> task) {
    this.task = task;
  }

  static Twin begin(Sending sending) {
    FutureTask<Answer> task = new FutureTask<>(sending::send);
    Thread.startVirtualThread(task);
    return new Twin(task);
  }

  /** Its answer, or what it failed of. */
  Answer join() {
    try {
      return task.get();
    } catch (ExecutionException failed) {
      throw failed.getCause() instanceof RuntimeException why
          ? why
          : new IllegalStateException(failed.getCause());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Failure.of("Interrupted.");
    }
  }
}
