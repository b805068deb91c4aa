package io.saleproof.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** Several processes of the shop on one database, each at a port of its own on this machine. */
final class Fleet implements AutoCloseable {

  private static final Duration READY_BOUND = Duration.ofSeconds(120);
  private static final Duration LOOK_AGAIN = Duration.ofMillis(50);
  private static final Duration HEALTH_BOUND = Duration.ofSeconds(2);

  private final HttpClient http;
  private final List<URI> urls;
  private final List<ServerProcess> processes;

  private Fleet(HttpClient http, List<URI> urls, List<ServerProcess> processes) {
    this.http = http;
    this.urls = List.copyOf(urls);
    this.processes = List.copyOf(processes);
  }

  /**
   * @param command starts one instance, which reads its port from {@code HTTP_PORT}
   * @param environment for every instance
   * @param logs the folder for what they write
   */
  static Fleet start(
      HttpClient http,
      int instances,
      List<String> command,
      Map<String, String> environment,
      Path logs) {
    List<URI> urls = new ArrayList<>();
    List<ServerProcess> processes = new ArrayList<>();
    for (int port : freePorts(instances)) {
      Map<String, String> own = new HashMap<>(environment);
      own.put("HTTP_PORT", Integer.toString(port));
      urls.add(URI.create("http://127.0.0.1:" + port));
      processes.add(
          ServerProcess.start(command, own, logs.resolve("shop-" + urls.size() + ".log")));
    }
    return new Fleet(http, urls, processes);
  }

  /** All are open at once before the first is closed, so that they differ. */
  private static List<Integer> freePorts(int count) {
    List<ServerSocket> sockets = new ArrayList<>();
    try {
      for (int i = 0; i < count; i++) {
        sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
      }
      List<Integer> ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
      for (ServerSocket socket : sockets) {
        socket.close();
      }
      return ports;
    } catch (IOException none) {
      throw Failure.of("There is no free port: " + none.getMessage() + ".");
    }
  }

  List<URI> urls() {
    return urls;
  }

  /** Those that say of themselves that they are ready. */
  List<Integer> ready() {
    List<Integer> ready = new ArrayList<>();
    for (int i = 0; i < urls.size(); i++) {
      if (isReady(i)) {
        ready.add(i);
      }
    }
    return ready;
  }

  /** Of the instances that are not among these, the one that was started last. */
  int youngestBut(List<Integer> others) {
    return IntStream.range(0, urls.size())
        .filter(instance -> !others.contains(instance))
        .boxed()
        .max(Comparator.comparingLong(instance -> processes.get(instance).begun()))
        .orElseThrow();
  }

  private boolean isReady(int instance) {
    HttpRequest request =
        HttpRequest.newBuilder(urls.get(instance).resolve("/q/health/ready"))
            .timeout(HEALTH_BOUND)
            .build();
    try {
      return processes.get(instance).lives()
          && http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException notYet) {
      return false;
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Failure.of("Interrupted.");
    }
  }

  /**
   * @throws Failure if one has ended by itself or takes too long
   */
  void awaitAll() {
    long end = System.nanoTime() + READY_BOUND.toNanos();
    while (ready().size() < urls.size()) {
      for (ServerProcess process : processes) {
        if (!process.lives()) {
          throw Failure.of("An instance ended by itself; its log is " + process.log() + ".");
        }
      }
      if (System.nanoTime() - end > 0) {
        throw Failure.of("The instances are not ready after " + READY_BOUND.toSeconds() + " s.");
      }
      pause(LOOK_AGAIN);
    }
  }

  /**
   * {@code kill -9} and, as soon as it is gone, the same command again.
   *
   * @param changed settings that differ from those of its first start
   */
  void killAndStartAgain(int instance, Map<String, String> changed) {
    processes.get(instance).killAndStartAgain(changed);
  }

  static void pause(Duration time) {
    try {
      Thread.sleep(time);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw Failure.of("Interrupted.");
    }
  }

  @Override
  public void close() {
    processes.forEach(ServerProcess::end);
  }
}
