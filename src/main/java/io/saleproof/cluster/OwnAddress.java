package io.saleproof.cluster;

import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnknownHostException;
import java.nio.channels.DatagramChannel;
import java.util.Arrays;
import java.util.Optional;

/**
 * The address that this instance is reached at: the given one, or the one that a packet to Consul
 * would leave from. With several networks, that is the one which Consul and the gateway are in.
 */
final class OwnAddress {

  private final String host;
  private final int port;
  private final Optional<String> given;
  private final boolean onlyLoopback;

  /**
   * @param host Consul's name or address
   * @param given what an operator says
   * @param onlyLoopback whether this instance can be reached from its own machine alone
   */
  OwnAddress(String host, int port, Optional<String> given, boolean onlyLoopback) {
    this.host = host;
    this.port = port;
    this.given = given;
    this.onlyLoopback = onlyLoopback;
  }

  /**
   * An IPv4 address. No packet is sent; a name is looked up.
   *
   * @throws RegistryAway if there is none, or none that others can reach
   */
  String find() throws RegistryAway {
    String found = given.isPresent() ? given.get() : towardsConsul();
    if (onlyLoopback && !found.startsWith("127.")) {
      throw new RegistryAway(
          "nobody reaches this instance at "
              + found
              + ", since ACCESS=open has it listen on its own machine alone");
    }
    return found;
  }

  private String towardsConsul() throws RegistryAway {
    InetAddress consul = consul();
    try (DatagramChannel channel = DatagramChannel.open(StandardProtocolFamily.INET)) {
      channel.connect(new InetSocketAddress(consul, port));
      InetAddress own = ((InetSocketAddress) channel.getLocalAddress()).getAddress();
      if (own.isAnyLocalAddress() || own.isLoopbackAddress() && !consul.isLoopbackAddress()) {
        throw new RegistryAway("there is no address of ours towards " + host);
      }
      return own.getHostAddress();
    } catch (IOException unreachable) {
      throw new RegistryAway("there is no way to " + host);
    }
  }

  private InetAddress consul() throws RegistryAway {
    try {
      return Arrays.stream(InetAddress.getAllByName(host))
          .filter(Inet4Address.class::isInstance)
          .findFirst()
          .orElseThrow(() -> new RegistryAway(host + " has no IPv4 address"));
    } catch (UnknownHostException unknown) {
      throw new RegistryAway("nobody is called " + host);
    }
  }
}
