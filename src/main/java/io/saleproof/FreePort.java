package io.saleproof;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Looks whether the port is free before anything is loaded that would be loaded in vain. */
final class FreePort {

  private FreePort() {}

  /**
   * @throws Environment.Mistake if something listens there, or this user may not
   */
  static void check(Environment environment) {
    InetSocketAddress address =
        environment.open()
            ? new InetSocketAddress(InetAddress.getLoopbackAddress(), environment.port())
            : new InetSocketAddress(environment.port());
    try (ServerSocket socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(address);
    } catch (IOException taken) {
      throw new Environment.Mistake(
          "HTTP_PORT: port "
              + environment.port()
              + " is in use or not allowed; stop what listens there or choose another (--port).");
    }
  }
}
