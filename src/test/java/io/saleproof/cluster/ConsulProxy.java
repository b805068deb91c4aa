package io.saleproof.cluster;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * HAProxy as the hardest of gateways: it knows the instances from Consul's DNS alone, checks
 * nothing itself and repeats nothing, so that whatever an instance does to a request is seen.
 */
final class ConsulProxy implements AutoCloseable {

  private static final Duration ANSWER = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newHttpClient();
  private final ProvedProcess process;
  private final int statsPort;

  private ConsulProxy(ProvedProcess process, int statsPort) {
    this.process = process;
    this.statsPort = statsPort;
  }

  /**
   * @param program HAProxy's binary
   * @param folder for its settings and its log
   */
  static ConsulProxy start(Path program, Path folder, int port, int statsPort, int dnsPort)
      throws IOException {
    Path settings = folder.resolve("haproxy.cfg");
    Files.writeString(settings, settings(port, statsPort, dnsPort));
    return new ConsulProxy(
        ProvedProcess.start(
            List.of(program.toString(), "-db", "-f", settings.toString()),
            Map.of(),
            folder.resolve("haproxy.log")),
        statsPort);
  }

  private static String settings(int port, int statsPort, int dnsPort) {
    return """
        global
          maxconn 4000
        defaults
          mode http
          timeout connect 2s
          timeout client 60s
          timeout server 60s
          timeout http-keep-alive 60s
          retries 0
        resolvers consul
          nameserver agent 127.0.0.1:%d
          accepted_payload_size 8192
          timeout resolve 1s
          timeout retry 1s
          hold valid 1s
          hold obsolete 0s
          hold nx 20s
          hold refused 300s
          hold timeout 300s
          hold other 300s
        frontend shop
          bind 127.0.0.1:%d
          default_backend instances
        frontend figures
          bind 127.0.0.1:%d
          stats enable
          stats uri /
        backend instances
          balance roundrobin
          server-template i 6 _saleproof._tcp.service.consul resolvers consul resolve-prefer ipv4 \
        resolve-opts allow-dup-ip init-addr none
        """
        .formatted(dnsPort, port, statsPort);
  }

  boolean lives() {
    return process.lives();
  }

  ProcessHandle handle() {
    return process.handle();
  }

  /** What it has counted of all requests so far, by HAProxy's names of the columns. */
  Map<String, Double> counted() throws IOException {
    String[] lines = text("/;csv").split("\n");
    String[] names = lines[0].replace("# ", "").split(",");
    Map<String, Double> figures = new HashMap<>();
    for (String line : lines) {
      if (line.startsWith("instances,BACKEND,")) {
        String[] values = line.split(",", -1);
        for (int i = 2; i < names.length; i++) {
          if (values[i].matches("[0-9]{1,18}")) {
            figures.put(names[i], Double.valueOf(values[i]));
          }
        }
      }
    }
    return figures;
  }

  private String text(String path) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + statsPort + path))
            .timeout(ANSWER)
            .build();
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    } catch (InterruptedException stopped) {
      throw ProvedProcess.interrupted();
    }
  }

  @Override
  public void close() {
    process.kill();
    http.close();
  }
}
