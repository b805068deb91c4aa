package io.saleproof.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Appends to the replicated log, each on the disks of one, two or three members before it is
 * answered, by one client and by many, beside a bare loop that appends the same bytes to a file on
 * the same disk and forces them one by one; and what 10,000 clients that wait cost those who don't.
 */
final class Row13Log implements Row {

  static final int MESSAGE_BYTES = 100;

  private static final int RECORD_BYTES = 32 + MESSAGE_BYTES;
  private static final int CLIENTS = 64;
  private static final int BLOCKED = 10_000;
  private static final int ALONE_PART = 4;
  private static final String BARE = "bare append and fsync";
  private static final String FREE = "w=1 beside none blocked";
  private static final String BESIDE = "w=1 beside 10,000 blocked";

  private final Map<String, List<double[]>> latencies = new LinkedHashMap<>();

  @Override
  public int number() {
    return 13;
  }

  @Override
  public String title() {
    return "Appends to the replicated log of three members on one disk";
  }

  @Override
  public RowResult measure(BenchDatabase database, Bench.Settings settings) {
    try (LogMembers members = new LogMembers(settings.prefix())) {
      int units = settings.units();
      Palindrome palindrome =
          new Palindrome().contestant(BARE, () -> bare(members, units / ALONE_PART));
      for (int w = 1; w <= 3; w++) {
        int concern = w;
        palindrome.contestant(
            name(w, 1), () -> appends(members, name(concern, 1), concern, 1, units / ALONE_PART));
      }
      for (int w = 1; w <= 3; w++) {
        int concern = w;
        palindrome.contestant(
            name(w, CLIENTS),
            () -> appends(members, name(concern, CLIENTS), concern, CLIENTS, units));
      }
      List<Series> series = new ArrayList<>(palindrome.run(settings.repetitions()));
      List<Target> targets = new ArrayList<>(targets(series));
      targets.addAll(blocked(members, units / ALONE_PART, settings.repetitions(), series));
      tellLatencies();
      return new RowResult(number(), title(), "appends/s", series, targets);
    }
  }

  private static String name(int w, int clients) {
    return "w=" + w + ", " + clients + (clients == 1 ? " client" : " clients");
  }

  private List<Target> targets(List<Series> series) {
    double bare = rate(series, BARE);
    return List.of(
        new Target("w=1, 64 clients / bare loop", rate(series, name(1, CLIENTS)) / bare, 1, false),
        new Target("w=3, 64 clients / bare loop", rate(series, name(3, CLIENTS)) / bare, 1, false));
  }

  /** One client that doesn't wait for members, beside many that do. */
  private List<Target> blocked(
      LogMembers members, int units, int repetitions, List<Series> series) {
    List<Sample> free = new ArrayList<>();
    List<Sample> beside = new ArrayList<>();
    appends(members, "warm", 1, 1, units);
    for (int i = 0; i < repetitions; i++) {
      free.add(appends(members, FREE, 1, 1, units));
    }
    double before = members.liveBytes();
    double residentBefore = members.residentMebibytes();
    List<SocketChannel> blocked = members.block(BLOCKED);
    double bytes = (members.liveBytes() - before) / BLOCKED;
    System.out.printf(
        Locale.ROOT,
        "10,000 blocked clients: %.1f KiB of heap each; resident %.0f MiB, before %.0f MiB%n",
        bytes / 1024,
        members.residentMebibytes(),
        residentBefore);
    for (int i = 0; i < repetitions; i++) {
      beside.add(appends(members, BESIDE, 1, 1, units));
    }
    close(blocked);
    series.add(new Series(FREE, free));
    series.add(new Series(BESIDE, beside));
    return List.of(
        new Target("heap of a blocked client, KiB", bytes / 1024, 16, true),
        new Target(
            "p99 of an unblocked client beside 10,000 blocked / beside none",
            percentile(BESIDE, 0.99) / percentile(FREE, 0.99),
            2,
            true));
  }

  private static void close(List<SocketChannel> sockets) {
    try {
      for (SocketChannel socket : sockets) {
        socket.close();
      }
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /** What is written without a log around it: the same bytes, made durable one by one. */
  private Sample bare(LogMembers members, int count) {
    Path file = members.folder().resolve("bare");
    ByteBuffer record = ByteBuffer.allocate(RECORD_BYTES);
    try (FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      double[] micros = new double[count];
      Duration cpu = members.cpuTime();
      long begun = System.nanoTime();
      for (int i = 0; i < count; i++) {
        long one = System.nanoTime();
        channel.write(record.clear());
        channel.force(false);
        micros[i] = (System.nanoTime() - one) / 1e3;
      }
      return sample(BARE, members, micros, begun, cpu);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  private Sample appends(LogMembers members, String name, int w, int clients, int count) {
    double[] micros = new double[count];
    AtomicInteger next = new AtomicInteger();
    Duration cpu = members.cpuTime();
    long begun = System.nanoTime();
    try (ExecutorService threads = Executors.newFixedThreadPool(clients)) {
      List<Future<?>> all = new ArrayList<>();
      for (int client = 0; client < clients; client++) {
        all.add(threads.submit(() -> appendAll(members, w, micros, next)));
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
    return sample(name, members, micros, begun, cpu);
  }

  private static void appendAll(LogMembers members, int w, double[] micros, AtomicInteger next) {
    for (int i = next.getAndIncrement(); i < micros.length; i = next.getAndIncrement()) {
      long one = System.nanoTime();
      members.append(w);
      micros[i] = (System.nanoTime() - one) / 1e3;
    }
  }

  private Sample sample(
      String name, LogMembers members, double[] micros, long begun, Duration cpu) {
    double seconds = (System.nanoTime() - begun) / 1e9;
    latencies.computeIfAbsent(name, unseen -> new ArrayList<>()).add(micros);
    double cpuMicros = members.cpuTime().minus(cpu).toNanos() / 1e3 / micros.length;
    return new Sample(micros.length / seconds, cpuMicros);
  }

  private void tellLatencies() {
    latencies.forEach(
        (name, all) ->
            System.out.printf(
                Locale.ROOT,
                "  %-28s p50 %,8.0f µs   p99 %,8.0f µs%n",
                name,
                percentile(name, 0.5),
                percentile(name, 0.99)));
  }

  /** Over all repetitions but the first two, which warmed up. */
  private double percentile(String name, double part) {
    List<double[]> all = latencies.getOrDefault(name, List.of());
    double[] sorted =
        all.stream()
            .skip(Math.min(2, all.size() - 1))
            .flatMapToDouble(Arrays::stream)
            .sorted()
            .toArray();
    return sorted[(int) Math.min(sorted.length - 1, Math.round(part * sorted.length))];
  }

  private static double rate(List<Series> series, String name) {
    return series.stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow()
        .median();
  }
}
