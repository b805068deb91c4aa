package io.saleproof.log;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;

/**
 * {@code ./scripts/prove-log.sh}: 64 clients append to a group of real processes, while members are
 * killed (kill −9; one, or all at once), stopped and continued, find torn files, answer errors and
 * come late. Whenever a member starts, chance decides whether it is the program as it is shipped or
 * a {@link CachedMember}, of which a kill takes what was not forced to disk. Then the members'
 * files are compared with each other and with what clients were told. Exit status: 0 all holds, 1
 * something does not.
 */
public final class ProveLog {

  private static final int CLIENTS = 64;
  private static final int MOST_MEMBERS = 5;
  private static final int MAX_CONCERN = 3;
  private static final Duration TIME_TO_AGREE = Duration.ofSeconds(60);
  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final String FAULTS =
      "error-before-store:0.05,error-after-store:0.1,delay:0..20ms";

  private final HttpClient http = HttpClient.newHttpClient();
  private final Path folder;
  private final List<String> command;
  private final List<String> cachedCommand;
  private final SplittableRandom random;
  private final List<ProcessMember> members = new CopyOnWriteArrayList<>();
  private final AtomicBoolean over = new AtomicBoolean();
  private final AtomicInteger names = new AtomicInteger();
  private int kills;
  private int stops;
  private int powerCuts;
  private int torn;
  private int cached;

  private ProveLog(Path folder, List<String> command, long seed) {
    this.folder = folder;
    this.command = command;
    this.cachedCommand = new ArrayList<>(command.subList(0, command.size() - 2));
    cachedCommand.addAll(
        List.of("-cp", System.getProperty("java.class.path"), CachedMember.class.getName()));
    this.random = new SplittableRandom(seed);
  }

  /**
   * @param arguments seconds, seed, a folder for the members' files, and the command that starts
   *     the program, the last two of it being {@code -jar} and the jar
   */
  public static void main(String... arguments) throws Exception {
    Duration time = Duration.ofSeconds(Long.parseLong(arguments[0]));
    List<String> command = Arrays.asList(arguments).subList(3, arguments.length);
    ProveLog proof = new ProveLog(Path.of(arguments[2]), command, Long.parseLong(arguments[1]));
    Runtime.getRuntime().addShutdownHook(new Thread(proof::end));
    List<String> broken;
    try {
      broken = proof.run(time);
    } catch (AssertionError contradiction) {
      broken = List.of(contradiction.getMessage());
    }
    broken.stream().limit(20).forEach(System.out::println);
    System.out.println(broken.isEmpty() ? "Every promise holds." : "Broken: " + broken.size());
    System.exit(broken.isEmpty() ? 0 : 1);
  }

  private List<String> run(Duration time) throws Exception {
    ProcessMember master = join(Map.of("SALEPROOF_ROLE", "log-master"));
    join(Map.of("LOG_FAULTS", FAULTS));
    join(Map.of());
    LogHistory history = new LogHistory(() -> members, master);
    List<Thread> others = new ArrayList<>();
    for (int client = 0; client < CLIENTS; client++) {
      RandomGenerator own = random.split();
      others.add(begin(history, () -> append(master, history, own)));
    }
    others.add(begin(history, () -> readUntilOver(history)));
    letThingsHappen(time);
    over.set(true);
    for (Thread other : others) {
      other.join();
    }
    boolean agreed = awaitEqual(master);
    System.out.printf(
        "%d members, %d kills (%d of all at once), %d stops, %d torn files, %d starts behind a cache: %s%n",
        members.size(), kills, powerCuts, stops, torn, cached, history);
    List<String> broken = new ArrayList<>(history.broken());
    if (!agreed) {
      broken.add("the members did not agree within " + TIME_TO_AGREE);
    }
    if (history.acknowledged() < CLIENTS) {
      broken.add("hardly anything was acknowledged");
    }
    return broken;
  }

  private static Thread begin(LogHistory history, Runnable task) {
    return Thread.ofVirtual()
        .uncaughtExceptionHandler((thread, failure) -> history.broken(failure))
        .start(task);
  }

  private void start(ProcessMember member) throws Exception {
    boolean behindCache = random.nextBoolean();
    cached += behindCache ? 1 : 0;
    member.start(behindCache ? cachedCommand : command);
  }

  private ProcessMember join(Map<String, String> variables) throws Exception {
    String name = members.isEmpty() ? "master" : "S" + members.size();
    ProcessMember member = new ProcessMember(http, command, folder.resolve(name));
    member.variables.put("SALEPROOF_ROLE", "log-secondary");
    if (!members.isEmpty()) {
      member.variables.put("LOG_MASTER_URL", "http://127.0.0.1:" + members.getFirst().port());
    }
    member.variables.putAll(variables);
    start(member);
    members.add(member);
    return member;
  }

  private void append(ProcessMember master, LogHistory history, RandomGenerator own) {
    while (!over.get()) {
      String text = "m" + names.incrementAndGet() + "-" + "x".repeat(own.nextInt(200));
      int w = 1 + own.nextInt(MAX_CONCERN);
      try {
        String body =
            Wire.JSON.writeValueAsString(
                Map.of("message", text, "w", w, "timeout", 500 + own.nextInt(3_000) + "ms"));
        HttpRequest request =
            HttpRequest.newBuilder(URI.create(master.address() + MessageAddresses.MESSAGES))
                .timeout(ANSWER)
                .POST(BodyPublishers.ofString(body))
                .build();
        HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
        history.answered(text, w, answer);
      } catch (IOException failed) {
        history.failed();
        sleep(50);
      } catch (InterruptedException stopped) {
        return;
      }
    }
  }

  private void readUntilOver(LogHistory history) {
    while (!over.get()) {
      for (ProcessMember member : members) {
        try {
          history.read(member);
        } catch (IOException away) {
          sleep(10);
        } catch (InterruptedException stopped) {
          return;
        }
      }
      sleep(20);
    }
  }

  private void letThingsHappen(Duration time) throws Exception {
    long end = System.nanoTime() + time.toNanos();
    while (System.nanoTime() < end) {
      sleep(500 + random.nextInt(2_000));
      ProcessMember member = members.get(random.nextInt(members.size()));
      int dice = random.nextInt(10);
      if (dice < 4) {
        kill(List.of(member));
      } else if (dice < 7) {
        member.signal("STOP");
        stops++;
        sleep(random.nextInt(6_000));
        member.signal("CONT");
      } else if (dice < 8) {
        powerCuts++;
        List<ProcessMember> all = new ArrayList<>(members);
        Collections.shuffle(all, new Random(random.nextLong()));
        kill(all);
      } else if (members.size() < MOST_MEMBERS) {
        join(random.nextBoolean() ? Map.of("LOG_FAULTS", FAULTS) : Map.of());
      }
    }
  }

  private void kill(List<ProcessMember> some) throws Exception {
    some.forEach(ProcessMember::kill);
    for (ProcessMember member : some) {
      kills++;
      if (random.nextBoolean()) {
        member.tear(random);
        torn++;
      }
    }
    sleep(random.nextInt(2_000));
    for (ProcessMember member : some) {
      start(member);
    }
  }

  /** Every member shows what the master has. */
  private boolean awaitEqual(ProcessMember master) throws InterruptedException {
    long end = System.nanoTime() + TIME_TO_AGREE.toNanos();
    while (System.nanoTime() < end) {
      long last = master.onDisk().last();
      int equal = 0;
      for (ProcessMember member : members) {
        try {
          equal += member.get(MessageAddresses.MESSAGES + "/" + last).statusCode() == 200 ? 1 : 0;
        } catch (IOException away) {
          // It will be there.
        }
      }
      if (equal == members.size()) {
        return true;
      }
      sleep(200);
    }
    return false;
  }

  private void end() {
    members.forEach(ProcessMember::kill);
    for (ProcessMember member : members) {
      try {
        Files.deleteIfExists(member.output());
      } catch (IOException left) {
        System.err.println(left.getMessage());
      }
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
