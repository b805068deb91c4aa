package io.saleproof.cache;

import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How a thread waits: for real, or as the scheduler of a test lets it go on. */
interface Waits {

  /** A step failed, or it is not known within the time whether it took place. */
  final class StepFailed extends Exception {

    private static final long serialVersionUID = 1L;

    StepFailed(Throwable cause) {
      super(null, cause, false, false);
    }
  }

  <T> T await(Future<T> step, long millis) throws StepFailed;

  boolean enter(Semaphore places, long millis);

  void pause(long millis);

  /** Waits for real. Interrupted, it gives up at once and leaves the thread interrupted. */
  Waits REAL =
      new Waits() {
        @Override
        public <T> T await(Future<T> step, long millis) throws StepFailed {
          if (step.succeeded()) {
            return step.result();
          }
          try {
            return step.toCompletionStage()
                .toCompletableFuture()
                .get(millis, TimeUnit.MILLISECONDS);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StepFailed(interrupted);
          } catch (ExecutionException | TimeoutException failed) {
            throw new StepFailed(failed);
          }
        }

        @Override
        public boolean enter(Semaphore places, long millis) {
          try {
            return places.tryAcquire(millis, TimeUnit.MILLISECONDS);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
          }
        }

        @Override
        public void pause(long millis) {
          try {
            Thread.sleep(millis);
          } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
          }
        }
      };
}
