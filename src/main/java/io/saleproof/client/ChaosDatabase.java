package io.saleproof.client;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The one database of a chaos run, which is never killed: a cluster that was named, in which a
 * database of its own is used and dropped at the end, or the embedded server as a process.
 */
final class ChaosDatabase implements AutoCloseable {

  private static final Duration START_BOUND = Duration.ofSeconds(60);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final String SERVER = "io.saleproof.embedded.MongoProcess";

  private final String url;
  private final Runnable closing;

  private ChaosDatabase(String url, Runnable closing) {
    this.url = url;
    this.closing = closing;
  }

  String url() {
    return url;
  }

  /**
   * @param name of the database, new with every run
   */
  static ChaosDatabase ofCluster(String url, String name) {
    return new ChaosDatabase(
        url,
        () -> {
          try (MongoClient client = MongoClients.create(url)) {
            client.getDatabase(name).drop();
          }
        });
  }

  /** Starts the embedded server on a folder, from the same program as this one. */
  static ChaosDatabase embedded(Path folder, Path log) {
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx768m",
            "-cp",
            System.getProperty("java.class.path"),
            SERVER,
            folder.toString());
    ServerProcess server = ServerProcess.start(command, Map.of(), log);
    try {
      return new ChaosDatabase(awaitUrl(server, log), server::end);
    } catch (Failure failed) {
      server.end();
      throw failed;
    }
  }

  private static String awaitUrl(ServerProcess server, Path log) {
    long end = System.nanoTime() + START_BOUND.toNanos();
    while (server.lives() && System.nanoTime() - end < 0) {
      Optional<String> url = urlIn(log);
      if (url.isPresent()) {
        return url.get();
      }
      Fleet.pause(LOOK_AGAIN);
    }
    throw Failure.of("The database did not start; its log is " + log + ".");
  }

  private static Optional<String> urlIn(Path log) {
    try (var lines = Files.lines(log)) {
      return lines.filter(line -> line.startsWith("mongodb://")).findFirst();
    } catch (IOException unreadable) {
      throw Failure.of(log + " can't be read: " + unreadable.getMessage() + ".");
    }
  }

  @Override
  public void close() {
    closing.run();
  }
}
