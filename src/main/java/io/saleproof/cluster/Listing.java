package io.saleproof.cluster;

import java.util.regex.Pattern;

/**
 * This instance as others find it.
 *
 * @param address an IPv4 address; a name would be looked up by whoever reads it, with other results
 * @param port where it listens
 * @param instance the name of this very process, which no other has or will have
 */
record Listing(String address, int port, String instance) {

  /** What all instances are listed as. */
  static final String SERVICE = "saleproof";

  /** Where Consul asks whether an instance may be sent requests. */
  static final String CHECK_PATH = "/q/health/ready";

  private static final int MAX_PORT = 65_535;
  private static final int MAX_NAME = 64;
  private static final Pattern BYTE =
      Pattern.compile("[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]");
  private static final int BYTES = 4;

  Listing {
    if (!isIpv4(address)) {
      throw new IllegalArgumentException("not an IPv4 address: " + address);
    }
    if (port < 1 || port > MAX_PORT) {
      throw new IllegalArgumentException("no port: " + port);
    }
    if (instance.isEmpty() || instance.length() > MAX_NAME) {
      throw new IllegalArgumentException("an instance's name has 1 to 64 characters");
    }
  }

  /**
   * Its place in the registry: one for each address and port, as only one process can listen there.
   * So whoever comes to where a dead instance was takes over its place, too, and no check of the
   * dead one is answered by the living.
   */
  String id() {
    return SERVICE + "-" + address.replace('.', '-') + "-" + port;
  }

  /** What Consul asks. */
  String checkUrl() {
    return "http://" + address + ":" + port + CHECK_PATH;
  }

  static boolean isIpv4(String text) {
    String[] bytes = text.split("\\.", -1);
    for (String part : bytes) {
      if (!BYTE.matcher(part).matches()) {
        return false;
      }
    }
    return bytes.length == BYTES;
  }
}
