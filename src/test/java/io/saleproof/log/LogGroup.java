package io.saleproof.log;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.server.ServerSettings;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

/**
 * A master and secondaries in this JVM, on simulated disks, talking HTTP as they do elsewhere. They
 * may be killed, frozen and started again at any time.
 */
final class LogGroup implements AutoCloseable {

  static final ObjectMapper JSON = new ObjectMapper();

  static final LogTimes QUICK =
      new LogTimes(
          Duration.ofMillis(50),
          Duration.ofMillis(600),
          Duration.ofMillis(10),
          Duration.ofMillis(200),
          Duration.ofMillis(250),
          Duration.ofMillis(1_000));

  private final HttpClient http = HttpClient.newHttpClient();
  private final MasterSettings settings;
  private final List<Member> secondaries = new ArrayList<>();
  private final MasterMember master = new MasterMember();

  LogGroup(MasterSettings settings) {
    this.settings = settings;
    master.start();
  }

  static LogGroup open() {
    return new LogGroup(MasterSettings.OPEN);
  }

  /** One that can be killed and started again. */
  abstract class Member implements LogHistory.Observed {
    volatile SimulatedDisk disk = new SimulatedDisk();
    volatile int port;

    abstract void start();

    /** Ends it at once; what was not durable is lost, or half of it. */
    abstract void kill(RandomGenerator random);

    abstract boolean runs();

    abstract void stop();

    @Override
    public StoredMessages onDisk() {
      return disk.onDisk();
    }

    @Override
    public HttpResponse<String> get(String path) throws IOException, InterruptedException {
      return LogGroup.this.get(this, path);
    }

    void freeze() {
      disk.freeze();
    }

    void thaw() {
      disk.thaw();
    }
  }

  /** The master. */
  final class MasterMember extends Member {
    volatile MasterService service;

    @Override
    void start() {
      service = MasterService.start(disk, settings, QUICK, listener(port), Clock.systemUTC());
      port = service.port();
    }

    @Override
    void kill(RandomGenerator random) {
      disk = disk.crash(random);
      stop();
    }

    @Override
    void stop() {
      MasterService stopped = service;
      service = null;
      if (stopped != null) {
        stopped.close();
      }
    }

    @Override
    boolean runs() {
      return service != null;
    }
  }

  /** A secondary. */
  final class SecondaryMember extends Member {
    volatile SecondaryService service;
    volatile Faults faults = Faults.NONE;

    @Override
    void start() {
      startWith(master);
    }

    void startWith(MasterMember itsMaster) {
      service =
          SecondaryService.start(
              disk,
              URI.create("http://127.0.0.1:" + itsMaster.port),
              null,
              faults,
              QUICK,
              listener(port));
      port = service.port();
    }

    @Override
    void kill(RandomGenerator random) {
      disk = disk.crash(random);
      stop();
    }

    @Override
    void stop() {
      SecondaryService stopped = service;
      service = null;
      if (stopped != null) {
        stopped.close();
      }
    }

    @Override
    boolean runs() {
      return service != null;
    }
  }

  /** Who runs is cut off when it is stopped: nothing waits for requests. */
  private static ServerSettings listener(int port) {
    ServerSettings usual = ServerSettings.at(ServerSettings.LOOPBACK, port);
    return new ServerSettings(
        usual.host(),
        port,
        usual.maxUriBytes(),
        usual.maxBodyBytes(),
        usual.maxBodyBytesInFlight(),
        usual.maxInFlight(),
        usual.bodyTimeout(),
        usual.idleTimeout(),
        Duration.ZERO);
  }

  MasterMember master() {
    return master;
  }

  /** A second master on a copy of the first one's disk, which goes on as if nothing were. */
  MasterMember newerMaster() {
    MasterMember newer = new MasterMember();
    newer.disk = new SimulatedDisk(master.disk.durableBytes());
    newer.start();
    return newer;
  }

  /** A new secondary, started. */
  SecondaryMember join() {
    return join(Faults.NONE);
  }

  SecondaryMember join(Faults faults) {
    SecondaryMember member = new SecondaryMember();
    member.faults = faults;
    member.start();
    synchronized (secondaries) {
      secondaries.add(member);
    }
    return member;
  }

  List<Member> secondaries() {
    synchronized (secondaries) {
      return List.copyOf(secondaries);
    }
  }

  List<Member> members() {
    List<Member> members = new ArrayList<>(secondaries());
    members.add(master);
    return members;
  }

  CompletableFuture<HttpResponse<String>> append(String message, int w) {
    return append(Map.of("message", message, "w", w));
  }

  CompletableFuture<HttpResponse<String>> append(Map<String, ?> body) {
    try {
      return http.sendAsync(
          request(master, MessageAddresses.MESSAGES)
              .POST(BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
              .build(),
          BodyHandlers.ofString());
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  HttpResponse<String> get(Member member, String path) throws IOException, InterruptedException {
    return http.send(
        request(member, path).timeout(Duration.ofSeconds(10)).build(), BodyHandlers.ofString());
  }

  HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.ofString());
  }

  static HttpRequest.Builder request(Member member, String path) {
    return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + member.port + path));
  }

  /** The texts that this member shows. */
  List<String> shown(Member member) throws IOException, InterruptedException {
    List<String> texts = new ArrayList<>();
    for (JsonNode message :
        JSON.readTree(get(member, MessageAddresses.MESSAGES).body()).path("messages")) {
      texts.add(message.path("message").asText());
    }
    return texts;
  }

  @Override
  public void close() {
    members().forEach(Member::thaw);
    members().forEach(Member::stop);
    http.shutdownNow();
  }
}
