package io.saleproof.bench;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntConsumer;

/** Operations done by clients side by side, each as soon as its client is free. */
final class Load {

  private final BenchDatabase database;
  private final int clients;

  Load(BenchDatabase database, int clients) {
    this.database = database;
    this.clients = clients;
  }

  /** Does operations 0 to count − 1, each once, and measures them all together. */
  Sample run(int count, IntConsumer operation) {
    AtomicInteger next = new AtomicInteger();
    Duration cpu = database.cpuTime();
    long begun = System.nanoTime();
    sideBySide(
        () -> {
          for (int i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
            operation.accept(i);
          }
        });
    double seconds = (System.nanoTime() - begun) / 1e9;
    return new Sample(count / seconds, database.cpuTime().minus(cpu).toNanos() / 1e3 / count);
  }

  private void sideBySide(Runnable client) {
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        all.add(threads.submit(client));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException failed) {
      throw new IllegalStateException(failed.getCause());
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopping);
    }
  }
}
