package io.saleproof.chaos;

import io.saleproof.redis.RedisClusterForTests;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Takes the Redis cluster of some shops to pieces under load, and checks every answer: {@code
 * scripts/chaos-cache.sh} says how. Exit status 0: every check holds; 1: one does not.
 */
public final class ChaosCache {

  /** As {@code saleproof.cache.loads} has it by default. */
  private static final int LOADS_AT_ONCE = 16;

  /** The part of the first seconds' hit rate that the last ones must reach. */
  private static final double RECOVERED = 0.95;

  private final int seconds;
  private final int clients;
  private final long seed;
  private final Path picture;
  private final List<AutoCloseable> open = new ArrayList<>();

  private ChaosCache(int seconds, int clients, long seed, Path picture) {
    this.seconds = seconds;
    this.clients = clients;
    this.seed = seed;
    this.picture = picture;
  }

  public static void main(String... arguments) throws Exception {
    int shops = Integer.parseInt(arguments[0]);
    ChaosCache run =
        new ChaosCache(
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Long.parseLong(arguments[3]),
            Path.of(arguments[4]));
    boolean held = run.run(shops);
    System.exit(held ? 0 : 1);
  }

  private boolean run(int count) throws Exception {
    try {
      Path folder = Files.createTempDirectory("saleproof-chaos-cache");
      RedisClusterForTests redis = opened(RedisClusterForTests.start(folder, "chaos"));
      List<Shop> shops = shops(count, database(folder), redis.url(), folder);
      System.out.printf(
          "%d shops, 3 + 3 nodes of Redis, %d clients, %d s%n", count, clients, seconds);
      return judge(shops, redis);
    } finally {
      for (AutoCloseable one : open.reversed()) {
        one.close();
      }
    }
  }

  private <T extends AutoCloseable> T opened(T one) {
    open.add(one);
    return one;
  }

  /** The embedded one as a process of its own, or the one that is named. */
  private String database(Path folder) throws IOException {
    String named = System.getenv("TEST_MONGODB_URL");
    if (named != null && !named.isBlank()) {
      return named;
    }
    Process process =
        new ProcessBuilder(
                java(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.saleproof.embedded.MongoProcess",
                folder.resolve("mongodb").toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    opened(process::destroy);
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly));
    BufferedReader out = process.inputReader();
    String url = out.readLine();
    if (url == null) {
      throw new IOException("the database did not start");
    }
    return url;
  }

  private List<Shop> shops(int count, String database, String redis, Path folder)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("ACCESS", "open");
    environment.put("MONGODB_URL", database);
    environment.put("MONGODB_DATABASE_NAME", "chaos_" + Long.toString(System.nanoTime(), 36));
    environment.put("REDIS_URL", redis);
    environment.put("SESSION_KEYS", "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    List<String> command =
        List.of(
            java(), "-Xmx256m", "-XX:+UseSerialGC", "-jar", System.getProperty("chaos.program"));
    List<Shop> shops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Shop shop = opened(Shop.start(command, environment, folder, i));
      shops.add(shop);
      if (i == 0) {
        // The first one makes the indexes.
        shop.awaitReady();
      }
    }
    shops.forEach(Shop::awaitReady);
    return shops;
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private boolean judge(List<Shop> shops, RedisClusterForTests redis) throws Exception {
    Book book = new Book();
    double quiet = Math.min(15, seconds / 8.0);
    try (Load load = new Load(shops, book)) {
      load.createProducts();
      load.start(clients, seed);
      // What comes first is the warming up of programs, not the cache's doing.
      Thread.sleep((long) (1_000 * quiet));
      try (Figures figures = new Figures(shops, load::requests)) {
        figures.start();
        List<Faults.Span> faults = new Faults(redis, figures::now).run(seconds - quiet, quiet);
        List<Figures.Sample> samples = figures.samples();
        Files.writeString(picture, Timeline.of(samples, faults, shops.size()));
        return report(book, figures, samples, quiet, shops.size());
      }
    }
  }

  private static boolean report(
      Book book, Figures figures, List<Figures.Sample> samples, double quiet, int shops) {
    double end = samples.getLast().at();
    double before = hitRate(figures.between(0, quiet));
    double after = hitRate(figures.between(end - quiet / 2, end + 1));
    int loading = samples.stream().mapToInt(Figures.Sample::loading).max().orElse(0);
    double loads = samples.stream().mapToDouble(Figures.Sample::loads).max().orElse(0);
    Figures.Sample last = samples.getLast();
    book.mistakes().forEach(mistake -> System.out.println("  WRONG  " + mistake));
    System.out.printf("answers checked: %,d; by status: %s%n", book.answers(), book.statuses());
    System.out.printf("loads from the database: at most %.0f a second%n", loads);
    List<Boolean> checks =
        List.of(
            check("no wrong answer, no 5xx, none missing", book.mistakes().isEmpty()),
            check("answers were checked", book.answers() > 1_000),
            check(
                "at most %d loads at once in a shop: %d".formatted(LOADS_AT_ONCE, loading),
                loading <= LOADS_AT_ONCE),
            check(
                "hit rate is back: %.3f before, %.3f after".formatted(before, after),
                after >= RECOVERED * before && before > 0),
            check("all breakers closed", last.open() == 0),
            check("all shops hear", last.subscribed() == shops));
    return Stream.of(checks).flatMap(List::stream).allMatch(held -> held);
  }

  private static boolean check(String what, boolean held) {
    System.out.printf("%s  %s%n", held ? "holds " : "BROKEN", what);
    return held;
  }

  private static double hitRate(List<Figures.Sample> samples) {
    return samples.stream().mapToDouble(Figures.Sample::hits).average().orElse(0);
  }
}
