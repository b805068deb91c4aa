package io.saleproof.cluster;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * {@code scripts/tests/registrar.test.sh}: the program as a process that is told to end (SIGTERM),
 * beside a {@link FakeConsul}. The last line reads "N passed, N failed".
 */
public final class RegistrarProcesses {

  private static final Duration PATIENCE = Duration.ofSeconds(180);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(100);
  private static final Duration ANSWER = Duration.ofSeconds(30);

  /** The delay, the framework's wait for what runs, and room for a machine that stands still. */
  private static final Duration END_BOUND = Duration.ofSeconds(60);

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final Path folder;
  private final List<String> command;
  private final int port;
  private int passed;
  private int failed;

  private RegistrarProcesses(Path folder, List<String> command, int port) {
    this.folder = folder;
    this.command = command;
    this.port = port;
  }

  /**
   * @param arguments a folder, and the command that starts the program
   */
  public static void main(String... arguments) throws Exception {
    RegistrarProcesses tests =
        new RegistrarProcesses(
            Path.of(arguments[0]),
            Arrays.asList(arguments).subList(1, arguments.length),
            freePort());
    tests.leaving();
    tests.waitingForADatabase();
    System.out.printf("%d passed, %d failed%n", tests.passed, tests.failed);
    System.exit(tests.failed == 0 ? 0 : 1);
  }

  private void leaving() throws Exception {
    try (FakeConsul consul = FakeConsul.start();
        ProvedProcess shop =
            start(
                Map.of(
                    "CONSUL_URL",
                    consul.url().toString(),
                    "SALEPROOF_DEMO",
                    "none",
                    "COLLECTIONS_API",
                    "true"))) {
      consul.beSilent(true);
      check(
          "aSilentConsulHoldsNoStartUp", becomes(PATIENCE, () -> status("/q/health/ready") == 200));
      consul.beSilent(false);
      String id = "saleproof-127-0-0-1-" + port;
      check(
          "isListedOnceConsulAnswers", becomes(PATIENCE, () -> consul.services().containsKey(id)));

      AtomicInteger whileLeaving = new AtomicInteger();
      consul.beforeDeregister(() -> whileLeaving.set(write()));
      shop.signal("TERM");
      check("leavesTheListFirst", becomes(END_BOUND, () -> consul.services().isEmpty()));
      check("whileEverythingIsServed", whileLeaving.get() == 201);
      HttpResponse<String> answer = get("/v1/categories");
      check("servesOnWhenItHasLeft", answer.statusCode() == 200 && write() == 201);
      check(
          "tellsKeptConnectionsToEnd",
          answer.headers().firstValue("Connection").orElse("").equals("close"));
      check("isNotReadyThen", status("/q/health/ready") == 503);
      check("thenEnds", becomes(END_BOUND, () -> !shop.lives()));
      check("andNeverComesBack", consul.services().isEmpty());
    }
  }

  private void waitingForADatabase() throws Exception {
    int nobody = freePort();
    try (ProvedProcess shop =
        start(
            Map.of(
                "MONGODB_URL",
                "mongodb://127.0.0.1:" + nobody + "/?serverSelectionTimeoutMS=500",
                "ACCESS",
                "open",
                "SESSION_KEYS",
                "k1:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                "SALEPROOF_STORE_START_WAIT",
                "PT10M"))) {
      check("aStartWaitsForItsDatabase", becomes(PATIENCE, () -> timesSaid("waiting for") >= 2));
      check("andNothingElseFailsMeanwhile", timesSaid("Exception:") == 0);
      shop.signal("TERM");
      check("andIsEndedAtOnce", becomes(END_BOUND, () -> !shop.lives()));
    }
  }

  private ProvedProcess start(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>(settings);
    environment.put("HTTP_PORT", Integer.toString(port));
    environment.put("SALEPROOF_DATA_DIR", folder.resolve("data").toString());
    return ProvedProcess.start(command, environment, log());
  }

  private Path log() {
    return folder.resolve("shop.log");
  }

  private long timesSaid(String words) throws IOException {
    return Files.readAllLines(log()).stream().filter(line -> line.contains(words)).count();
  }

  private HttpResponse<String> get(String path) throws IOException {
    return send(to(path).build());
  }

  private int status(String path) throws IOException {
    return get(path).statusCode();
  }

  private int write() {
    try {
      return send(to("/leaving/users")
              .header("Content-Type", "application/json")
              .POST(BodyPublishers.ofString("{\"name\": \"ann\", \"age\": 41}"))
              .build())
          .statusCode();
    } catch (IOException refused) {
      return 0;
    }
  }

  private HttpRequest.Builder to(String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(ANSWER);
  }

  private HttpResponse<String> send(HttpRequest request) throws IOException {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (InterruptedException stopped) {
      throw ProvedProcess.interrupted();
    }
  }

  private static boolean becomes(Duration bound, Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + bound.toNanos();
    while (!isSo(condition)) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(LOOK_AGAIN);
    }
    return true;
  }

  private static boolean isSo(Callable<Boolean> condition) throws Exception {
    try {
      return condition.call();
    } catch (IOException away) {
      return false;
    }
  }

  private void check(String name, boolean held) {
    System.out.printf("%-7s %s%n", held ? "ok" : "FAILED", name);
    passed += held ? 1 : 0;
    failed += held ? 0 : 1;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
