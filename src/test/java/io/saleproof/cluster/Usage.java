package io.saleproof.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * How much processor and memory the tiers of a proof take, looked up once a second in the system's
 * own figures of each process and of those that it has started. Linux only.
 */
final class Usage implements AutoCloseable {

  private static final Duration EVERY = Duration.ofSeconds(1);
  private static final String RESIDENT = "VmRSS:";

  private record Watched(String tier, ProcessHandle handle) {}

  /**
   * What a tier took since the last {@link #take}.
   *
   * @param cpuSeconds of all its processes
   * @param largest resident bytes of the largest of its processes, at its peak
   */
  record Figure(double cpuSeconds, long largest) {}

  private static final class Course {
    private final String tier;
    private double before;
    private double now;
    private long peak;

    Course(String tier) {
      this.tier = tier;
    }
  }

  private final List<Watched> watched = new CopyOnWriteArrayList<>();
  private final Map<Long, Course> courses = new HashMap<>();
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  void start() {
    clock.scheduleAtFixedRate(this::look, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
  }

  void watch(String tier, ProcessHandle handle) {
    watched.add(new Watched(tier, handle));
  }

  private synchronized void look() {
    for (Watched one : watched) {
      Stream.concat(Stream.of(one.handle), one.handle.descendants())
          .filter(ProcessHandle::isAlive)
          .forEach(process -> look(one.tier, process));
    }
  }

  private void look(String tier, ProcessHandle process) {
    Course course = courses.computeIfAbsent(process.pid(), pid -> new Course(tier));
    process
        .info()
        .totalCpuDuration()
        .ifPresent(cpu -> course.now = Math.max(course.now, cpu.toNanos() / 1e9));
    course.peak = Math.max(course.peak, resident(process.pid()));
  }

  /** Of each tier; counts anew from here. */
  synchronized Map<String, Figure> take() {
    look();
    Map<String, Figure> figures = new TreeMap<>();
    for (Course course : courses.values()) {
      Figure one = new Figure(course.now - course.before, course.peak);
      figures.merge(
          course.tier,
          one,
          (a, b) -> new Figure(a.cpuSeconds + b.cpuSeconds, Math.max(a.largest, b.largest)));
      course.before = course.now;
      course.peak = 0;
    }
    return figures;
  }

  private static long resident(long pid) {
    try (Stream<String> lines = Files.lines(Path.of("/proc", Long.toString(pid), "status"))) {
      return lines
          .filter(line -> line.startsWith(RESIDENT))
          .mapToLong(line -> 1024 * Long.parseLong(line.replaceAll("[^0-9]", "")))
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException ended) {
      return 0;
    }
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
