package io.saleproof;

import io.saleproof.log.LogPrograms;
import io.saleproof.server.RunningService;
import io.saleproof.server.ServiceLogging;
import io.saleproof.server.Variables;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** The roles that are small programs of their own: neither the shop's framework nor its stores. */
final class SmallServices {

  /** How each is started, by the name of its role; listens when it returns. */
  private static final Map<String, Function<Variables, RunningService>> STARTS =
      new TreeMap<>(
          Map.of(
              "node", NodeStart::start,
              "log-master", LogPrograms::master,
              "log-secondary", LogPrograms::secondary));

  private SmallServices() {}

  static boolean has(String role) {
    return STARTS.containsKey(role);
  }

  /** The shop and these, for the operator. */
  static String allRoles() {
    return Environment.SHOP + (STARTS.isEmpty() ? "" : ", " + String.join(", ", STARTS.keySet()));
  }

  /**
   * Starts it and lets it run until the process is asked to end.
   *
   * @throws io.saleproof.server.SettingMistake if a variable is missing or malformed
   */
  static void run(String role, Map<String, String> variables) {
    ServiceLogging.begin();
    Function<Variables, RunningService> start = STARTS.get(role);
    if (start == null) {
      throw new IllegalArgumentException(role);
    }
    RunningService service = start.apply(new Variables(variables));
    Runtime.getRuntime().addShutdownHook(new Thread(service::close, "stop"));
    System.out.println(service.greeting());
  }
}
