package io.saleproof.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A real agent of Consul that keeps everything in memory: whoever starts it anew, starts empty. */
final class ConsulAgent implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Pattern VERSION = Pattern.compile("v([0-9]+)\\.([0-9]+)\\.");

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<String> command;
  private final Path log;
  private final int httpPort;
  private final int dnsPort;
  private ProvedProcess process;

  /**
   * @param program the binary
   * @param ports six of them
   */
  ConsulAgent(Path program, List<Integer> ports, Path folder) throws Exception {
    httpPort = ports.get(0);
    dnsPort = ports.get(1);
    log = folder.resolve("consul.log");
    Path settings = folder.resolve("consul.json");
    Files.writeString(settings, settings(ports, isOlderThanGrpcTls(version(program))));
    command =
        List.of(
            program.toString(),
            "agent",
            "-dev",
            "-node=proof",
            "-bind=127.0.0.1",
            "-client=127.0.0.1",
            "-log-level=warn",
            "-config-file=" + settings);
  }

  static String version(Path program) throws Exception {
    Process asked = new ProcessBuilder(program.toString(), "version").start();
    String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    asked.waitFor();
    Matcher version = VERSION.matcher(said);
    return version.find() ? said.lines().findFirst().orElseThrow() : "an unknown version";
  }

  private static boolean isOlderThanGrpcTls(String said) {
    Matcher version = VERSION.matcher(said);
    return version.find()
        && version.group(1).equals("1")
        && Integer.parseInt(version.group(2)) < 14;
  }

  private static String settings(List<Integer> ports, boolean old) {
    return """
        {"disable_update_check": true,
         "dns_config": {"only_passing": true},
         "ports": {"http": %d, "dns": %d, "server": %d, "serf_lan": %d, "serf_wan": %d,
                   "grpc": -1%s}}
        """
        .formatted(
            ports.get(0),
            ports.get(1),
            ports.get(2),
            ports.get(3),
            ports.get(4),
            old ? "" : ", \"grpc_tls\": -1");
  }

  void start() {
    process = ProvedProcess.start(command, Map.of(), log);
  }

  void kill() {
    process.kill();
  }

  void signal(String name) {
    process.signal(name);
  }

  String url() {
    return "http://127.0.0.1:" + httpPort;
  }

  int dnsPort() {
    return dnsPort;
  }

  boolean isUp() {
    try {
      return get("/v1/status/leader").asText().contains(":");
    } catch (IOException notYet) {
      return false;
    }
  }

  /** The ids of the instances that may be sent requests. */
  Set<String> passing() throws IOException {
    Set<String> ids = new TreeSet<>();
    get("/v1/health/service/saleproof?passing=true")
        .forEach(entry -> ids.add(entry.path("Service").path("ID").asText()));
    return ids;
  }

  /** The ids of all that are listed. */
  Set<String> catalogue() throws IOException {
    Set<String> ids = new TreeSet<>();
    get("/v1/catalog/service/saleproof")
        .forEach(entry -> ids.add(entry.path("ServiceID").asText()));
    return ids;
  }

  private JsonNode get(String path) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(url() + path)).timeout(ANSWER).build();
    try {
      return JSON.readTree(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    } catch (InterruptedException stopped) {
      throw ProvedProcess.interrupted();
    }
  }

  @Override
  public void close() {
    if (process != null) {
      process.kill();
    }
    http.close();
  }
}
