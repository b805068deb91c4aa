package io.saleproof.chaos;

import io.saleproof.redis.RedisClusterForTests;
import io.saleproof.simulated.ReadsRelay;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.awaitility.Awaitility;

/**
 * Takes the Redis cluster of some shops to pieces under load, and checks every answer: {@code
 * scripts/chaos-cache.sh} says how. Exit status 0: every check holds; 1: one does not.
 */
public final class ChaosCache {

  /** What comes before is the warming up of programs, not the cache's doing. */
  private static final int WARM_REQUESTS_PER_CLIENT = 150;

  private static final Duration WARM_WITHIN = Duration.ofSeconds(120);

  /** The part of the time at the beginning, and at the end, that has no fault; and its bound. */
  private static final double QUIET_PART = 0.1;

  private static final double LONGEST_QUIET = 15;

  private static final Duration READ_DELAY = Duration.ofMillis(100);

  private final int seconds;
  private final int clients;
  private final long seed;
  private final Path picture;
  private final Set<String> wanted;
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<ReadsRelay> relays = new ArrayList<>();

  private ChaosCache(int seconds, int clients, long seed, Path picture, Set<String> wanted) {
    this.seconds = seconds;
    this.clients = clients;
    this.seed = seed;
    this.picture = picture;
    this.wanted = wanted;
  }

  public static void main(String... arguments) throws Exception {
    int shops = Integer.parseInt(arguments[0]);
    Set<String> wanted = new TreeSet<>(List.of(arguments[5].split(",")));
    wanted.remove("all");
    ChaosCache run =
        new ChaosCache(
            Integer.parseInt(arguments[1]),
            Integer.parseInt(arguments[2]),
            Long.parseLong(arguments[3]),
            Path.of(arguments[4]),
            wanted);
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

  /** The embedded one as a process of its own. */
  private String database(Path folder) throws IOException {
    Process process =
        new ProcessBuilder(
                java(),
                "-Xmx512m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                "io.saleproof.embedded.MongoProcess",
                folder.resolve("mongodb").toString())
            .redirectError(folder.resolve("mongodb.log").toFile())
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
    environment.put("MONGODB_DATABASE_NAME", "chaos_" + Long.toString(System.nanoTime(), 36));
    environment.put("REDIS_URL", redis);
    environment.put("SESSION_KEYS", "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=");
    List<String> command =
        List.of(
            java(), "-Xmx256m", "-XX:+UseSerialGC", "-jar", System.getProperty("chaos.program"));
    List<Shop> shops = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ReadsRelay relay = opened(relay(database));
      relays.add(relay);
      environment.put("MONGODB_URL", relay.url());
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

  private static ReadsRelay relay(String database) throws IOException {
    URI address = URI.create(database);
    return new ReadsRelay(address.getHost(), address.getPort(), "products", READ_DELAY);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private boolean judge(List<Shop> shops, RedisClusterForTests redis) throws Exception {
    Book book = new Book();
    double quiet = Math.min(LONGEST_QUIET, seconds * QUIET_PART);
    try (Load load = new Load(shops, book)) {
      load.createProducts();
      load.warm();
      load.start(clients, seed);
      long warm = load.requests() + (long) clients * WARM_REQUESTS_PER_CLIENT;
      Awaitility.await().atMost(WARM_WITHIN).until(() -> load.requests() >= warm);
      book.begin();
      try (Figures figures = new Figures(shops, relays, load)) {
        figures.start();
        List<Faults.Span> faults = new Faults(redis, figures::now).run(wanted, seconds, quiet);
        boolean complete = figures.complete();
        load.close();
        Course course = Course.of(figures.samples(), faults, shops.size());
        Files.writeString(picture, Timeline.of(course.samples(), faults, shops.size()));
        return Verdict.of(book, course, load, complete);
      }
    }
  }
}
