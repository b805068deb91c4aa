package io.saleproof.log;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.saleproof.http.ProblemException;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SecondaryTest {

  private static final int ALL = Integer.MAX_VALUE;
  private static final Wire.Welcome MASTER = new Wire.Welcome("log", 5, "process");

  private SimulatedDisk disk = new SimulatedDisk();
  private Secondary secondary;
  private List<LogRecord> list;

  @BeforeEach
  void start() throws Exception {
    open();
    secondary.follow(MASTER);
    list = list("m", 10);
  }

  private void open() throws IOException {
    secondary =
        Secondary.start(LogFile.open(disk, Recovery.OnDamage.CUT), new SimpleMeterRegistry());
  }

  @AfterEach
  void stop() {
    disk.thaw();
    secondary.close();
  }

  /** Messages as a master has them. */
  private static List<LogRecord> list(String name, int count) throws IOException {
    LogFile file = LogFile.open(new SimulatedDisk(), Recovery.OnDamage.REFUSE);
    IntStream.rangeClosed(1, count)
        .forEach(i -> file.appendMessage(5, 1, (name + i).getBytes(UTF_8)));
    file.flush();
    return file.read(1, count, ALL, ALL);
  }

  private static Batch batch(long committed, List<LogRecord> messages) {
    return new Batch("log", 5, "process", committed, messages);
  }

  private List<String> shown() throws IOException {
    return secondary.read(1, ALL, ALL).stream().map(LogRecord::text).toList();
  }

  @Test
  void holdsAMessageOnceHoweverOftenItComes() throws Exception {
    assertThat(secondary.accept(batch(3, list.subList(0, 3)))).isEqualTo(3);
    assertThat(secondary.accept(batch(3, list.subList(0, 3)))).isEqualTo(3);
    assertThat(secondary.accept(batch(5, list.subList(1, 5)))).isEqualTo(5);
    assertThat(shown()).containsExactly("m1", "m2", "m3", "m4", "m5");
    assertThat(disk.onDisk().last()).isEqualTo(5);
  }

  @Test
  void tellsWhereToGoOnInsteadOfStoringBehindAGap() throws Exception {
    secondary.accept(batch(2, list.subList(0, 2)));
    assertThat(secondary.accept(batch(6, list.subList(4, 6)))).isEqualTo(2);
    assertThat(disk.onDisk().last()).isEqualTo(2);
    assertThat(shown()).containsExactly("m1", "m2");
  }

  @Test
  void showsWhatTheCommitIndexAllowsAndNoMore() throws Exception {
    secondary.accept(batch(1, list.subList(0, 4)));
    assertThat(shown()).containsExactly("m1");
    secondary.accept(batch(3, List.of()));
    assertThat(shown()).containsExactly("m1", "m2", "m3");
    secondary.accept(batch(2, List.of()));
    assertThat(shown()).as("never goes back").hasSize(3);
    secondary.accept(batch(9, List.of()));
    assertThat(shown()).as("never more than it has").hasSize(4);
  }

  @Test
  void showsAfterARestartWhatItHasShown() throws Exception {
    secondary.accept(batch(3, list.subList(0, 4)));
    disk = disk.crash(new SplittableRandom(3));
    secondary.close();
    open();
    assertThat(shown()).containsExactly("m1", "m2", "m3");
  }

  @Test
  void acknowledgesNothingBeforeItIsDurable() throws Exception {
    disk.freeze();
    CompletableFuture<Long> answer =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return secondary.accept(batch(0, list));
              } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
              }
            });
    Awaitility.await().during(java.time.Duration.ofMillis(200)).until(() -> !answer.isDone());
    disk.thaw();
    assertThat(answer.get(10, TimeUnit.SECONDS)).isEqualTo(10);
    assertThat(disk.onDisk().last()).isEqualTo(10);
  }

  @Test
  void refusesEveryMasterButTheOneThatItFollows() throws Exception {
    for (Batch foreign :
        List.of(
            new Batch("other", 5, "process", 1, list.subList(0, 1)),
            new Batch("log", 4, "process", 1, list.subList(0, 1)),
            new Batch("log", 6, "second", 1, list.subList(0, 1)),
            new Batch("log", 5, "second", 1, list.subList(0, 1)))) {
      assertThatThrownBy(() -> secondary.accept(foreign))
          .isInstanceOfSatisfying(
              ProblemException.class,
              refused -> assertThat(refused.problem().members()).containsEntry("term", 5L));
    }
    assertThat(disk.onDisk().last()).isZero();
  }

  @Test
  void followsNoOlderMasterEvenAfterARestart() throws Exception {
    disk = disk.crash(new SplittableRandom(3));
    secondary.close();
    open();
    for (Wire.Welcome welcome :
        List.of(
            new Wire.Welcome("log", 4, "process"),
            new Wire.Welcome("log", 5, "twin"),
            new Wire.Welcome("other", 9, "process"))) {
      assertThatThrownBy(() -> secondary.follow(welcome)).isInstanceOf(ProblemException.class);
    }
    secondary.follow(new Wire.Welcome("log", 6, "next"));
    assertThatThrownBy(() -> secondary.accept(batch(1, list))).isInstanceOf(ProblemException.class);
    assertThat(secondary.accept(new Batch("log", 6, "next", 1, list))).isEqualTo(10);
  }

  @Test
  void takesNoMessageOfAnotherList() throws Exception {
    secondary.accept(batch(2, list.subList(0, 2)));
    List<LogRecord> other = list("z", 4);
    assertThatThrownBy(() -> secondary.accept(batch(4, other)))
        .isInstanceOf(ProblemException.class)
        .hasMessageContaining("another list");
    assertThat(disk.onDisk().last()).isEqualTo(2);
  }

  @Test
  void refusesBatchesWithBrokenChecksums() {
    byte[] bytes = batch(0, list).toBytes();
    bytes[bytes.length - 1] ^= 1;
    assertThatThrownBy(() -> Batch.messagesOf(bytes)).isInstanceOf(IllegalArgumentException.class);
    assertThat(Batch.messagesOf(batch(0, list).toBytes())).hasSize(10);
  }
}
