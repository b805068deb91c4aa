package io.saleproof.log;

import io.saleproof.server.RunningService;
import io.saleproof.server.ServerSettings;
import io.saleproof.server.ServiceLogging;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;

/** A member as the product starts it, but for its disk, which is a {@link CachedDisk}. */
public final class CachedMember {

  private CachedMember() {}

  public static void main(String... arguments) throws Exception {
    ServiceLogging.begin();
    Map<String, String> variables = System.getenv();
    Disk disk =
        new CachedDisk(
            FileDisk.open(Path.of(variables.get("LOG_DATA_DIR")), "messages.log"),
            new SplittableRandom());
    ServerSettings listener =
        ServerSettings.at(ServerSettings.LOOPBACK, Integer.parseInt(variables.get("HTTP_PORT")));
    try (RunningService service = service(variables, disk, listener)) {
      System.out.println(service.greeting() + ", behind a cache");
      new CountDownLatch(1).await();
    }
  }

  private static RunningService service(
      Map<String, String> variables, Disk disk, ServerSettings listener) {
    if (variables.get("SALEPROOF_ROLE").equals("log-master")) {
      return MasterService.start(
          disk, MasterSettings.OPEN, LogTimes.USUAL, listener, Clock.systemUTC());
    }
    Faults faults =
        variables.containsKey("LOG_FAULTS")
            ? Faults.parse(variables.get("LOG_FAULTS"))
            : Faults.NONE;
    return SecondaryService.start(
        disk, URI.create(variables.get("LOG_MASTER_URL")), null, faults, LogTimes.USUAL, listener);
  }
}
