package io.saleproof.bench;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.sun.management.OperatingSystemMXBean;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreConfig;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The database that is measured against: the cluster named by {@code TEST_MONGODB_URL}, or the
 * embedded server as a process of its own. A database of its own in it, dropped at the end.
 */
final class BenchDatabase implements AutoCloseable {

  private static final Duration MAX_TIME = Duration.ofSeconds(30);

  private final @Nullable Process server;
  private final @Nullable Path folder;
  private final String url;
  private final MongoClient client;
  private final Store store;

  private BenchDatabase(@Nullable Process server, @Nullable Path folder, String url) {
    this.server = server;
    this.folder = folder;
    this.url = url;
    this.client = MongoClients.create(url);
    this.store = new Store(client, new Settings("bench_" + randomName()));
    for (Schema schema : List.of(Schema.STOCK, Schema.STOCK_MOVEMENTS)) {
      store.exact(schema).createIndexes(schema.indexes());
    }
  }

  /**
   * @param cluster its connection string, or {@code null}: the embedded server
   * @param prefix goes before the server's command, to pin it to a core; may be empty
   */
  static BenchDatabase open(@Nullable String cluster, List<String> prefix) throws IOException {
    if (cluster != null) {
      return new BenchDatabase(null, null, cluster);
    }
    Path folder = Files.createTempDirectory("saleproof-bench-");
    List<String> command = new ArrayList<>(prefix);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx1g", "-XX:+UseSerialGC", "-cp"));
    command.add(System.getProperty("java.class.path"));
    command.addAll(List.of("io.saleproof.embedded.MongoProcess", folder.toString()));
    Process server =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    Runtime.getRuntime().addShutdownHook(new Thread(server::destroyForcibly));
    BufferedReader out = server.inputReader();
    String url = out.readLine();
    if (url == null) {
      throw new IOException("the database did not start");
    }
    return new BenchDatabase(server, folder, url);
  }

  boolean embedded() {
    return server != null;
  }

  String url() {
    return url;
  }

  MongoClient client() {
    return client;
  }

  /** CPU time used so far by the database's process, if it runs beside this one. */
  Duration serverCpuTime() {
    return server == null
        ? Duration.ZERO
        : server.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
  }

  Store store() {
    return store;
  }

  /** CPU time used so far by this process, and by the database's if it runs beside it. */
  Duration cpuTime() {
    OperatingSystemMXBean own =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    Duration ours = Duration.ofNanos(own.getProcessCpuTime());
    return ours.plus(serverCpuTime());
  }

  @Override
  public void close() {
    store.database().drop();
    client.close();
    if (server != null) {
      server.destroy();
      server.onExit().join();
    }
    if (folder != null) {
      delete(folder);
    }
  }

  private static void delete(Path folder) {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException left) {
      throw new UncheckedIOException(left);
    }
  }

  private static String randomName() {
    byte[] random = new byte[4];
    ThreadLocalRandom.current().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private record Settings(String database) implements StoreConfig {
    @Override
    public Duration maxTime() {
      return MAX_TIME;
    }

    @Override
    public Duration majorityTimeout() {
      return MAX_TIME;
    }

    @Override
    public Duration startWait() {
      return Duration.ZERO;
    }
  }
}
