package io.saleproof;

import io.saleproof.Environment.Mistake;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the environment says of the registry. */
final class RegistrySettings {

  /** An operator's own time for the gateway to hear that an instance has left. */
  static final String DELAY_VARIABLE = "QUARKUS_SHUTDOWN_DELAY";

  /** A gateway hears of it within five seconds; without a registry nobody is waited for. */
  private static final String DELAY = "8S";

  private static final String DELAY_PROPERTY = "quarkus.shutdown.delay";
  private static final Pattern BYTES =
      Pattern.compile("([1-9][0-9]{0,2})((\\.(0|[1-9][0-9]{0,2})){3})");
  private static final int MAX_BYTE = 255;

  /** From here on addresses are of groups, or nobody's. */
  private static final int FIRST_GROUP = 224;

  private static final int MAX_PORT = 65_535;

  private RegistrySettings() {}

  /**
   * @throws Mistake if one can't be used
   */
  static void check(Optional<String> url, Optional<String> address) {
    url.filter(given -> !isConsul(given))
        .ifPresent(
            wrong -> {
              // It may have a password in it.
              throw new Mistake(
                  "CONSUL_URL must be an address such as http://consul:8500, by name or IPv4.");
            });
    address
        .filter(given -> !isIpv4(given))
        .ifPresent(
            wrong -> {
              throw new Mistake(
                  "SERVICE_ADDRESS must be the IPv4 address that others reach this instance at,"
                      + " such as 10.0.3.7, not '"
                      + wrong
                      + "'.");
            });
  }

  /** The same as properties, for an environment that names a registry. */
  static Map<String, String> properties(
      String url, Optional<String> address, Optional<String> delay) {
    Map<String, String> properties = new HashMap<>();
    properties.put("saleproof.registry.url", url);
    address.ifPresent(given -> properties.put("saleproof.registry.address", given));
    if (delay.isEmpty()) {
      properties.put(DELAY_PROPERTY, DELAY);
    }
    return properties;
  }

  private static boolean isConsul(String url) {
    try {
      URI uri = URI.create(url);
      return Set.of("http", "https").contains(String.valueOf(uri.getScheme()))
          && uri.getHost() != null
          && !uri.getHost().startsWith("[")
          && uri.getPort() != 0
          && uri.getPort() <= MAX_PORT
          && uri.getRawUserInfo() == null
          && Set.of("", "/").contains(uri.getRawPath())
          && uri.getRawQuery() == null
          && uri.getRawFragment() == null;
    } catch (IllegalArgumentException malformed) {
      return false;
    }
  }

  private static boolean isIpv4(String address) {
    Matcher bytes = BYTES.matcher(address);
    return bytes.matches()
        && Integer.parseInt(bytes.group(1)) < FIRST_GROUP
        && Pattern.compile("\\.")
            .splitAsStream(address)
            .mapToInt(Integer::parseInt)
            .allMatch(value -> value <= MAX_BYTE);
  }
}
