package io.saleproof.client;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The processes and the folder of a chaos run. All of it is taken down at the end, however the
 * program ends; only what the servers wrote is kept if it tells of a mistake.
 */
final class ChaosStage implements AutoCloseable {

  private final Path folder;
  private final Deque<Runnable> closings = new ArrayDeque<>();
  private final Thread onExit = new Thread(this::takeDown);
  private final HttpClient http = Requests.newHttpClient();
  private boolean keepsLogs;

  private ChaosStage(Path folder) {
    this.folder = folder;
    Runtime.getRuntime().addShutdownHook(onExit);
  }

  static ChaosStage set() {
    try {
      return new ChaosStage(Files.createTempDirectory("saleproof-chaos-"));
    } catch (IOException unwritable) {
      throw Failure.of("There is no room for a folder: " + unwritable.getMessage() + ".");
    }
  }

  HttpClient http() {
    return http;
  }

  Path folder() {
    return folder;
  }

  void keepLogs() {
    keepsLogs = true;
  }

  /**
   * @param cluster the connection string of a cluster, or {@code null}: the embedded server
   * @param name of the database in it
   */
  synchronized ChaosDatabase database(@Nullable String cluster, String name) {
    ChaosDatabase database =
        cluster == null
            ? ChaosDatabase.embedded(folder.resolve("data"), folder.resolve("database.log"))
            : ChaosDatabase.ofCluster(cluster, name);
    closings.push(database::close);
    return database;
  }

  /**
   * @param command starts an instance
   * @param settings of all of them, as environment variables
   */
  synchronized Fleet fleet(int instances, List<String> command, Map<String, String> settings) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("SALEPROOF_DATA_DIR", folder.toString());
    // What is killed can't tidy up, so it litters where everything is removed at the end.
    all.put("JDK_JAVA_OPTIONS", "-Djava.io.tmpdir=" + folder);
    Fleet fleet = Fleet.start(http, instances, command, all, folder);
    closings.push(fleet::close);
    return fleet;
  }

  /** What was begun last goes first: the instances before their database. */
  private synchronized void takeDown() {
    while (!closings.isEmpty()) {
      closings.pop().run();
    }
    if (!keepsLogs) {
      delete();
    }
  }

  private void delete() {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException left) {
      System.err.println("The folder " + folder + " could not be removed.");
    }
  }

  @Override
  public void close() {
    takeDown();
    http.shutdownNow();
    Runtime.getRuntime().removeShutdownHook(onExit);
  }
}
