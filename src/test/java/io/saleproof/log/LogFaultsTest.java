package io.saleproof.log;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/**
 * 64 clients append with w of 1 to 3 while members of a group die, freeze, answer errors before and
 * after storing, come late and find torn files. {@code -Dlog.minutes=10} runs it longer, {@code
 * -Dlog.seed} sets the seed that is printed.
 */
class LogFaultsTest {

  private static final int CLIENTS = 64;
  private static final int MOST_MEMBERS = 5;
  private static final int MAX_CONCERN = 3;
  private static final double USUAL_MINUTES = 0.35;
  private static final Faults FAULTY =
      Faults.parse("error-before-store:0.05,error-after-store:0.1,delay:0..20ms");

  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger names = new AtomicInteger();
  private final AtomicInteger kills = new AtomicInteger();
  private final AtomicInteger freezes = new AtomicInteger();

  @Test
  void keepsItsPromisesWhateverHappensToMembers() throws Exception {
    long seed = Long.getLong("log.seed", 20_261_121L);
    double minutes = Double.parseDouble(System.getProperty("log.minutes", "" + USUAL_MINUTES));
    try (LogGroup group = LogGroup.open()) {
      LogHistory history = new LogHistory(group::members, group.master());
      group.join(FAULTY);
      group.join();
      SplittableRandom random = new SplittableRandom(seed);
      List<Thread> others = new ArrayList<>();
      for (int client = 0; client < CLIENTS; client++) {
        RandomGenerator own = random.split();
        others.add(Thread.startVirtualThread(() -> appendUntilOver(group, history, own)));
      }
      others.add(Thread.startVirtualThread(() -> readUntilOver(group, history)));
      letThingsHappen(group, random, Duration.ofMillis((long) (minutes * 60_000)));
      over.set(true);
      for (Thread other : others) {
        other.join();
      }
      awaitEqual(group);
      history.read(group.secondaries().getFirst());
      System.out.printf(
          "log faults: seed %d, %d members, %d kills, %d freezes: %s%n",
          seed, group.members().size(), kills.get(), freezes.get(), history);
      assertThat(history.broken()).isEmpty();
      assertThat(history.acknowledged()).isGreaterThan(CLIENTS);
    }
  }

  private void appendUntilOver(LogGroup group, LogHistory history, RandomGenerator random) {
    while (!over.get()) {
      String text = "m" + names.incrementAndGet() + "-" + "x".repeat(random.nextInt(200));
      int w = 1 + random.nextInt(MAX_CONCERN);
      try {
        HttpResponse<String> answer =
            group
                .append(
                    Map.of("message", text, "w", w, "timeout", 100 + random.nextInt(900) + "ms"))
                .get(5, TimeUnit.SECONDS);
        history.answered(text, w, answer);
      } catch (ExecutionException | TimeoutException | IOException failed) {
        history.failed();
        sleep(20);
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private void readUntilOver(LogGroup group, LogHistory history) {
    while (!over.get()) {
      for (LogGroup.Member member : group.secondaries()) {
        try {
          history.read(member);
        } catch (IOException away) {
          sleep(5);
        } catch (InterruptedException stopped) {
          return;
        }
      }
      sleep(5);
    }
  }

  private void letThingsHappen(LogGroup group, SplittableRandom random, Duration time) {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      sleep(100 + random.nextInt(400));
      List<LogGroup.Member> members = group.members();
      LogGroup.Member member = members.get(random.nextInt(members.size()));
      int dice = random.nextInt(10);
      if (dice < 5) {
        member.kill(random);
        kills.incrementAndGet();
        sleep(random.nextInt(300));
        member.start();
      } else if (dice < 8) {
        member.freeze();
        freezes.incrementAndGet();
        sleep(random.nextInt(1_000));
        member.thaw();
      } else if (members.size() < MOST_MEMBERS) {
        group.join(random.nextBoolean() ? FAULTY : Faults.NONE);
      }
    }
  }

  private static void awaitEqual(LogGroup group) {
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              long last = group.master().service.master().shown();
              for (LogGroup.Member member : group.secondaries()) {
                assertThat(((LogGroup.SecondaryMember) member).service.secondary().shown())
                    .isEqualTo(last);
              }
            });
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
