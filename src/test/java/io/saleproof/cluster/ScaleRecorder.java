package io.saleproof.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A real Prometheus that scrapes the instances of a {@link ScaledShop} under the project's own
 * rules for the shop, so that panels of dashboards can be asked what they would have shown.
 */
final class ScaleRecorder implements AutoCloseable {

  private static final Duration END_BOUND = Duration.ofSeconds(60);

  private final Path folder;
  private final int port;
  private final ProvedProcess process;

  private ScaleRecorder(Path folder, int port, ProvedProcess process) {
    this.folder = folder;
    this.port = port;
    this.process = process;
  }

  /**
   * @param program Prometheus
   * @param rules the project's folder of rules
   */
  static ScaleRecorder start(Path program, Path rules, Path folder) throws IOException {
    int port = ProvedProcess.freePorts(1).getFirst();
    Files.writeString(
        folder.resolve("prometheus.yml"),
        """
        global: {scrape_interval: 5s, evaluation_interval: 5s}
        rule_files: ['%1$s/app.yml', '%1$s/limits.yml']
        scrape_configs:
          - job_name: saleproof
            scrape_interval: 5s
            scrape_timeout: 4s
            metrics_path: /q/metrics
            file_sd_configs: [{files: ['%2$s/instances.json'], refresh_interval: 5s}]
        """
            .formatted(rules, folder));
    Files.writeString(folder.resolve("instances.json"), "[]");
    ProvedProcess process =
        ProvedProcess.start(
            List.of(
                program.toString(),
                "--config.file=" + folder.resolve("prometheus.yml"),
                "--storage.tsdb.path=" + folder.resolve("prometheus"),
                "--web.listen-address=127.0.0.1:" + port),
            Map.of(),
            folder.resolve("prometheus.log"));
    return new ScaleRecorder(folder, port, process);
  }

  /** Whom to scrape, as Prometheus learns it in the cluster: its name is its id in Consul. */
  void instances(Iterable<Integer> ports) {
    Map<Integer, String> all = new TreeMap<>();
    ports.forEach(one -> all.put(one, ScaledShop.id(one)));
    String json =
        all.entrySet().stream()
            .map(
                one ->
                    "{\"targets\": [\"127.0.0.1:%d\"], \"labels\": {\"instance\": \"%s\"}}"
                        .formatted(one.getKey(), one.getValue()))
            .collect(Collectors.joining(", ", "[", "]"));
    try {
      Path fresh = folder.resolve("instances.new");
      Files.writeString(fresh, json);
      Files.move(
          fresh,
          folder.resolve("instances.json"),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * Writes what the dashboards' panels show of a time.
   *
   * @param command to which address, beginning, end (seconds since 1970) and file are added
   */
  void keep(List<String> command, Instant from, Path file) throws Exception {
    List<String> all = new ArrayList<>(command);
    all.add("http://127.0.0.1:" + port);
    all.add(Long.toString(from.getEpochSecond()));
    all.add(Long.toString(Instant.now().getEpochSecond()));
    all.add(file.toString());
    ProvedProcess asking = ProvedProcess.start(all, Map.of(), folder.resolve("picture.log"));
    Patience.await("what the panels show is kept", END_BOUND, () -> !asking.lives());
    if (asking.ended() != 0) {
      throw new IOException(Files.readString(folder.resolve("picture.log")));
    }
  }

  @Override
  public void close() {
    process.kill();
  }
}
