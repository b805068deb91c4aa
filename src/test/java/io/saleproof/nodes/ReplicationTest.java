package io.saleproof.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Five real nodes with real Redis, clocks up to 20 minutes apart, and a network that can be cut.
 * Comparisons by the clock are too rare to help here.
 */
class ReplicationTest {

  private static final int NODES = 5;
  private static final int QUEUE_LIMIT = 200;

  @TempDir private static Path folder;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    cluster = new Cluster(folder, NODES, Duration.ofHours(1), QUEUE_LIMIT);
    cluster.start();
    cluster.seats.forEach(seat -> Eventually.of(() -> knowsAll(seat)));
  }

  private static void knowsAll(Cluster.Seat seat) {
    assertThat(seat.client.get("/q/metrics").body().lines())
        .filteredOn(line -> line.startsWith("nodes_queue_jobs{"))
        .hasSize(NODES - 1);
  }

  @AfterAll
  static void stop() throws IOException {
    cluster.close();
  }

  @BeforeEach
  void heal() {
    cluster.heal();
    allHoldTheSame();
  }

  private static void allHoldTheSame() {
    Eventually.of(
        () -> {
          Map<String, String> first = client(0).dump();
          cluster.seats.forEach(
              seat -> assertThat(seat.client.dump()).as(seat.name).isEqualTo(first));
        });
  }

  private static void allHold(Map<String, String> pairs) {
    Eventually.of(
        () ->
            cluster.seats.forEach(
                seat -> assertThat(seat.client.dump()).as(seat.name).isEqualTo(pairs)));
  }

  private static NodeClient client(int index) {
    return cluster.seat(index).client;
  }

  private static Map<String, String> pairs() {
    return new HashMap<>(client(0).dump());
  }

  @Test
  void carriesUpdatesAndRemovalsToAllNodes() {
    Map<String, String> expected = pairs();
    client(1).put("carried", "one");
    expected.put("carried", "one");
    allHold(expected);
    // The clock of node 2 is twenty minutes behind that of node 1.
    client(2).put("carried", "two");
    expected.put("carried", "two");
    allHold(expected);
    assertThat(client(4).delete("carried").status()).isEqualTo(200);
    expected.remove("carried");
    allHold(expected);
  }

  @Test
  void carriesTheLargestValues() {
    Map<String, String> expected = pairs();
    String large = "\u20ac\u0001\"".repeat((1 << 20) / 5);
    for (int i = 0; i < 5; i++) {
      client(3).put("large-" + i, large + i);
      expected.put("large-" + i, large + i);
    }
    allHold(expected);
    for (int i = 0; i < 5; i++) {
      client(1).delete("large-" + i);
    }
  }

  @Test
  void letsAReplicatedRequestGoNoFurther() {
    Map<String, String> expected = pairs();
    client(0).get("/nodes/update?name=marked&value=x&replicate=true");
    client(0).put("later", "y");
    expected.put("later", "y");
    Eventually.of(() -> assertThat(client(1).find("later").status()).isEqualTo(200));
    assertThat(client(0).find("marked").status()).isEqualTo(200);
    assertThat(client(1).find("marked").status()).isEqualTo(404);
    client(0).get("/nodes/remove?name=marked&replicate");
    assertThat(client(0).find("marked").status()).isEqualTo(404);
    allHold(expected);
  }

  @Test
  void endsEqualAfterAPartitionWithWritesOnBothSides() {
    Map<String, String> expected = pairs();
    client(0).put("both", "before");
    client(0).put("gone", "before");
    expected.put("both", "before");
    expected.put("gone", "before");
    allHold(expected);
    cluster.cut(List.of(cluster.seat(1), cluster.seat(2)));
    client(1).put("only-here", "1");
    client(3).put("only-there", "3");
    client(0).put("both", "of the slower clock");
    client(1).put("both", "of the clock that is ahead");
    assertThat(client(4).delete("gone").status()).isEqualTo(200);
    assertThat(client(2).find("gone").status()).isEqualTo(200);
    expected.put("only-here", "1");
    expected.put("only-there", "3");
    expected.put("both", "of the clock that is ahead");
    expected.remove("gone");
    cluster.heal();
    allHold(expected);
  }

  @Test
  void keepsJobsWhileANodeIsDownAndDeliversThemWhenItIsBack() {
    Map<String, String> expected = pairs();
    cluster.seat(4).service.close();
    client(3).put("while-down", "x");
    expected.put("while-down", "x");
    cluster.seat(3).stop();
    cluster.seat(3).start();
    cluster.seat(4).start();
    allReady();
    allHold(expected);
  }

  @Test
  void bringsANodeUpToDateWhoseJobsWereTooManyToKeep() {
    Map<String, String> expected = pairs();
    cluster.cut(List.of(cluster.seat(2)));
    for (int i = 0; i < QUEUE_LIMIT + 50; i++) {
      client(0).put("many-" + i, "v" + i);
      expected.put("many-" + i, "v" + i);
    }
    assertThat(queue(0, "n2")).isBetween(1.0, (double) QUEUE_LIMIT);
    cluster.heal();
    allHold(expected);
    Eventually.of(() -> assertThat(queue(0, "n2")).isZero());
  }

  private static double queue(int at, String peer) {
    return client(at)
        .get("/q/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("nodes_queue_jobs{node=\"" + peer + "\""))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
        .findFirst()
        .orElse(Double.NaN);
  }

  @Test
  void fillsANodeThatHasLostItsDataBeforeItServes() {
    Map<String, String> expected = pairs();
    client(0).put("known-before", "x");
    expected.put("known-before", "x");
    allHold(expected);
    Cluster.Seat emptied = cluster.seat(2);
    emptied.stop();
    try (Emptied redis = new Emptied(emptied.redis)) {
      redis.empty();
    }
    emptied.start();
    Eventually.of(() -> Cluster.isReady(emptied));
    assertThat(emptied.client.dump()).isEqualTo(expected);
  }

  @Test
  void goesOnWithoutTheListAndStartsFromTheLastKnownOne() {
    Map<String, String> expected = pairs();
    cluster.registry().stop();
    try {
      client(1).put("without-list", "1");
      expected.put("without-list", "1");
      allHold(expected);
      cluster.seat(1).stop();
      client(0).put("without-list", "2");
      expected.put("without-list", "2");
      cluster.seat(1).start();
      allReady();
      allHold(expected);
    } finally {
      cluster.registry().start();
    }
  }

  @Test
  void takesANodeOffTheListAndHasItEqualWhenItIsBack() {
    Map<String, String> expected = pairs();
    Cluster.Seat away = cluster.seat(4);
    away.stop();
    Eventually.of(() -> assertThat(queue(0, away.name)).isNaN());
    client(0).put("while-off-the-list", "x");
    expected.put("while-off-the-list", "x");
    away.start();
    allReady();
    allHold(expected);
  }

  @Test
  void endsEqualAfterRandomWritesPartitionsAndRestarts() {
    Random random = new Random(42);
    for (int round = 0; round < 3; round++) {
      List<Cluster.Seat> group = new ArrayList<>(cluster.seats);
      java.util.Collections.shuffle(group, random);
      cluster.cut(group.subList(0, 2));
      for (int i = 0; i < 100; i++) {
        NodeClient client = client(random.nextInt(NODES));
        String name = "random-" + random.nextInt(20);
        if (random.nextInt(4) == 0) {
          client.delete(name);
        } else {
          client.put(name, "v" + round + "-" + i);
        }
      }
      group.getFirst().stop();
      group.getFirst().start();
      cluster.heal();
      allHoldTheSame();
    }
  }

  private static void allReady() {
    cluster.seats.forEach(seat -> Eventually.of(() -> Cluster.isReady(seat)));
  }
}
