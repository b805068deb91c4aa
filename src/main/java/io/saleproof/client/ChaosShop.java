package io.saleproof.client;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code ./scripts/chaos-shop.sh}: three processes of the shop on one database, orders from many
 * clients at all three, a kill −9 every two seconds, and then the question whether everything that
 * anybody was told is true.
 *
 * <p>Exit status: 0 every check holds, 1 one does not or the run could not be made, 2 the command
 * line makes no sense.
 */
public final class ChaosShop {

  static final int INSTANCES = 3;

  private static final Duration BEAT = Duration.ofSeconds(2);
  private static final Duration RECOVERY = Duration.ofSeconds(4);
  private static final Duration FAILURE_BOUND = Duration.ofSeconds(5);

  /** Instances that start early let unpaid orders expire soon; later ones don't. */
  private static final Duration SHORT_RESERVATION = Duration.ofSeconds(8);

  private static final Duration LONG_RESERVATION = Duration.ofMinutes(30);

  /** So long before the end the last short reservation must have begun, to be over by then. */
  private static final Duration LAST_SHORT = Duration.ofSeconds(30);

  private static final int DEFAULT_SECONDS = 60;
  private static final int MAX_SECONDS = 3_600;
  private static final int DEFAULT_CLIENTS = 12;
  private static final int MAX_CLIENTS = 256;
  private static final int SESSION_KEY_BYTES = 32;
  private static final int RUN_ID_BYTES = 4;
  private static final String RESERVATION = "SALEPROOF_ORDERS_RESERVATION_TIME";
  private static final String COMMAND_FOLLOWS = "--";

  private final Terminal terminal;
  private final List<String> instance;
  private final @Nullable String cluster;

  private ChaosShop(Terminal terminal, List<String> instance, @Nullable String cluster) {
    this.terminal = terminal;
    this.instance = instance;
    this.cluster = cluster;
  }

  public static void main(String... arguments) {
    System.exit(run(Terminal.ofProcess(), System.getenv(), arguments));
  }

  /**
   * @param arguments the options, then {@code --} and the command that starts one instance
   */
  static int run(Terminal terminal, Map<String, String> environment, String... arguments) {
    try {
      List<String> all = Arrays.asList(arguments);
      int end = all.indexOf(COMMAND_FOLLOWS);
      if (end < 0 || end == all.size() - 1) {
        throw Failure.misuse("The command that starts an instance is missing.");
      }
      CommandLine line =
          CommandLine.parse(
              Set.of("--seconds", "--clients", "--seed", "--report"),
              Set.of(),
              Arrays.copyOf(arguments, end));
      line.expectNoFile();
      ChaosReport report =
          new ChaosShop(
                  terminal, all.subList(end + 1, all.size()), environment.get("TEST_MONGODB_URL"))
              .play(line);
      terminal.out().print(report.text());
      if (line.value("--report").isPresent()) {
        write(report, Path.of(line.value("--report").get()));
      }
      return report.holds() ? 0 : Failure.FAILED;
    } catch (Failure failure) {
      terminal.progress().println(failure.getMessage());
      return failure.status();
    }
  }

  private ChaosReport play(CommandLine line) {
    Duration time = Duration.ofSeconds(line.number("--seconds", DEFAULT_SECONDS, 2, MAX_SECONDS));
    ChaosRun.Settings settings =
        new ChaosRun.Settings(
            (int) line.number("--clients", DEFAULT_CLIENTS, 1, MAX_CLIENTS),
            line.number("--seed", 1, Long.MIN_VALUE, Long.MAX_VALUE),
            newRunId(),
            RECOVERY);
    try (ChaosStage stage = ChaosStage.set()) {
      ChaosReport report = play(settings, time, stage);
      if (!report.holds()) {
        stage.keepLogs();
        terminal.progress().println("What the instances wrote is in " + stage.folder() + ".");
      }
      return report;
    }
  }

  private ChaosReport play(ChaosRun.Settings settings, Duration time, ChaosStage stage) {
    Fleet fleet = fleet(stage, "chaos_" + settings.runId(), time);
    Outages outages = new Outages();
    Requests any = new Requests(stage.http(), Route.to(fleet.urls().toArray(URI[]::new)), null);
    ChaosRun run =
        new ChaosRun(
            settings,
            new HttpShopApi(any),
            seed ->
                new HttpShopApi(
                    new Requests(
                        stage.http(),
                        new ChaosRoute(fleet.urls(), new Random(seed), outages),
                        null)),
            new HttpAuditApi(any),
            terminal,
            Clock.systemUTC());
    Killer killer =
        new Killer(
            fleet,
            new Killer.Settings(BEAT, time, RECOVERY, settings.seed()),
            passed -> Map.of(RESERVATION, reservation(passed, time).toString()));
    terminal.progress().println("Playing and killing for " + time.toSeconds() + " s…");
    ChaosRun.Result result = run.play(killer);
    ChaosReport.Frame frame =
        new ChaosReport.Frame(
            INSTANCES,
            settings.clients(),
            settings.seed(),
            RECOVERY,
            cluster == null,
            killer.toll());
    return ChaosReport.of(frame, result, outages, FAILURE_BOUND);
  }

  private Fleet fleet(ChaosStage stage, String name, Duration time) {
    ChaosDatabase database = stage.database(cluster, name);
    terminal.progress().println("Starting " + INSTANCES + " instances…");
    Fleet fleet =
        stage.fleet(
            INSTANCES,
            instance,
            Map.of(
                "MONGODB_URL",
                database.url(),
                "MONGODB_DATABASE_NAME",
                name,
                "ACCESS",
                "open",
                "SESSION_KEYS",
                "chaos:" + newSessionKey(),
                "SALEPROOF_ORDERS_RECOVERY_INTERVAL",
                RECOVERY.toString(),
                RESERVATION,
                reservation(Duration.ZERO, time).toString()));
    fleet.awaitAll();
    return fleet;
  }

  private static Duration reservation(Duration passed, Duration time) {
    return passed.plus(LAST_SHORT).compareTo(time) <= 0 ? SHORT_RESERVATION : LONG_RESERVATION;
  }

  private static String newSessionKey() {
    byte[] random = new byte[SESSION_KEY_BYTES];
    new SecureRandom().nextBytes(random);
    return Base64.getEncoder().encodeToString(random);
  }

  private static String newRunId() {
    byte[] random = new byte[RUN_ID_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  private static void write(ChaosReport report, Path file) {
    try {
      Files.writeString(file, report.markdown());
    } catch (IOException unwritable) {
      throw Failure.of(file + " can't be written: " + unwritable.getMessage() + ".");
    }
  }
}
