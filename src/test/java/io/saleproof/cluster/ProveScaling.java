package io.saleproof.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code ./scripts/prove-scaling.sh}: a sale's visitors at a {@link ScaledShop}, one stage after
 * the other, and then while instances come and go. Its settings are system properties, as the
 * script gives them. Exit status: 0 all holds, 1 something does not.
 */
public final class ProveScaling {

  private static final int INSTANCES = 3;
  private static final int STEPS = 2;
  private static final Duration END_BOUND = Duration.ofSeconds(40);

  /** Shorter than an instance serves on: whoever leaves the list only then has left it too late. */
  private static final Duration OFF_BOUND = Duration.ofSeconds(5);

  private static final Duration SETTLE = Duration.ofSeconds(10);
  private static final Duration WARM = Duration.ofSeconds(40);

  /** So that two instances have time to start on a machine that has enough to do. */
  private static final int LEAST_MINUTES_TO_SCALE = 4;

  /** Beyond what a stage's minutes say: its slopes, setting up, the books at its end. */
  private static final Duration STAGE_REST = Duration.ofMinutes(12);

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder = path("folder");
  private final String visits = System.getProperty("scaling.visits");
  private final int minutes = Integer.getInteger("scaling.minutes");
  private final Usage usage = new Usage();
  private final ScalingReport report = new ScalingReport();
  private final ScaledShop shop;
  private final ShopFigures figures;
  private final Optional<ScaleRecorder> recorder;

  private ProveScaling() throws Exception {
    List<String> command = List.of(System.getProperty("scaling.shop").split("\n"));
    List<String> database =
        List.of(
            command.getFirst(),
            "-Xmx1g",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            "io.saleproof.embedded.MongoProcess",
            folder.resolve("database").toString());
    shop =
        new ScaledShop(
            new ScaledShop.Programs(
                path("consul"), path("haproxy"), path("redis"), command, database),
            folder,
            usage);
    figures = new ShopFigures(shop);
    recorder =
        System.getProperty("scaling.prometheus").isEmpty()
            ? Optional.empty()
            : Optional.of(ScaleRecorder.start(path("prometheus"), path("rules"), folder));
  }

  private static Path path(String name) {
    return Path.of(System.getProperty("scaling." + name));
  }

  public static void main(String... none) throws Exception {
    ProveScaling proof = new ProveScaling();
    boolean holds;
    try {
      holds = proof.run();
    } finally {
      proof.close();
    }
    System.out.println(holds ? "All holds." : "Something does not hold; logs: " + proof.folder);
    System.exit(holds ? 0 : 1);
  }

  private boolean run() throws Exception {
    usage.start();
    System.out.println("Starting three instances, then loading the demo shop…");
    shop.start(INSTANCES);
    tellRecorder();
    try (HttpClient http = HttpClient.newHttpClient()) {
      new DemoFill(http, shop.url(), System.getenv("SCALING_ADMIN")).fill(path("demo"));
    }
    System.out.println("All of it is there.");
    for (String stage : System.getProperty("scaling.stages").split(",")) {
      if (!stage.isEmpty()) {
        stage(stage);
      }
    }
    Instant from = Instant.now();
    scaling();
    if (recorder.isPresent()) {
      recorder
          .get()
          .keep(List.of(System.getProperty("scaling.keep").split("\n")), from, path("dashboard"));
    }
    Files.writeString(path("report"), report.markdown());
    return report.holds();
  }

  private void stage(String stage) throws Exception {
    System.out.printf("Stage %s…%n", stage);
    ShopFigures.Counted before = figures.counted();
    usage.take();
    long begun = System.nanoTime();
    ProvedProcess load = load(stage, minutes);
    boolean held = awaitEnd(load);
    double seconds = (System.nanoTime() - begun) / 1e9;
    report.add(
        new ScalingReport.Stage(
            stage, held, seconds, result(stage), usage.take(), figures.counted().since(before)));
    System.out.println(report.latest());
  }

  private ProvedProcess load(String stage, int minutes) {
    ProvedProcess load =
        ProvedProcess.start(
            List.of(
                System.getProperty("scaling.load"),
                stage,
                "--visits",
                visits,
                "--minutes",
                Integer.toString(minutes),
                "--url",
                shop.url(),
                "--report",
                folder.resolve(stage + ".md").toString()),
            Map.of(),
            folder.resolve("load-" + stage + ".log"));
    usage.watch("load", load.handle());
    return load;
  }

  private boolean awaitEnd(ProvedProcess load) throws Exception {
    // A stage has at most two parts of so many minutes.
    Duration bound = STAGE_REST.plusMinutes(2L * Math.max(minutes, LEAST_MINUTES_TO_SCALE));
    if (!Patience.becomes(bound, () -> !load.lives())) {
      load.kill();
      throw new IllegalStateException("the load did not end within " + bound.toMinutes() + " min");
    }
    return load.ended() == 0;
  }

  private JsonNode result(String stage) throws IOException {
    Path file = folder.resolve(stage + ".json");
    if (!Files.exists(file)) {
      throw new IOException(Files.readString(folder.resolve("load-" + stage + ".log")));
    }
    JsonNode result = JSON.readTree(file.toFile());
    Files.delete(file);
    return result;
  }

  /** Two come, two go, and whatever was asked meanwhile was answered. */
  private void scaling() throws Exception {
    System.out.println("Two instances come and two go…");
    Map<String, Double> before = shop.proxy().counted();
    usage.take();
    long begun = System.nanoTime();
    ProvedProcess load = load("normal", Math.max(minutes, LEAST_MINUTES_TO_SCALE));
    Patience.pause(WARM);
    for (int step = 0; step < STEPS; step++) {
      comes(seconds(begun));
    }
    for (int step = 0; step < STEPS; step++) {
      goes(seconds(begun));
    }
    report.check("all of it happened under load", load.lives());
    boolean held = awaitEnd(load);
    Map<String, Double> after = shop.proxy().counted();
    report.scaled(
        new ScalingReport.Scaled(
            held, seconds(begun), result("normal"), usage.take(), before, after));
    System.out.println(report.latest());
  }

  private void comes(double at) throws Exception {
    long begun = System.nanoTime();
    int port = shop.add();
    shop.awaitReady(port);
    tellRecorder();
    report.event(at, "one more is started: ready, and listed", seconds(begun));
    Patience.pause(SETTLE);
  }

  private void goes(double at) throws Exception {
    long begun = System.nanoTime();
    ProvedProcess gone = shop.stopOldest();
    tellRecorder();
    boolean off = Patience.becomes(OFF_BOUND, () -> shop.listed().equals(shop.living()));
    report.check("an instance that was sent SIGTERM is off the list at once", off);
    report.event(at, "SIGTERM: off the list", seconds(begun));
    report.check("and ends by itself", Patience.becomes(END_BOUND, () -> !gone.lives()));
    report.event(at, "… and ended", seconds(begun));
    Patience.pause(SETTLE);
  }

  private static double seconds(long begun) {
    return (System.nanoTime() - begun) / 1e9;
  }

  private void tellRecorder() {
    recorder.ifPresent(one -> one.instances(new ArrayList<>(shop.ports())));
  }

  private void close() {
    recorder.ifPresent(ScaleRecorder::close);
    usage.close();
    shop.close();
  }
}
