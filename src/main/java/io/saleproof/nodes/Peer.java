package io.saleproof.nodes;

import java.net.URI;

/** A node as others know it: its name, and where it is reached, without a slash at the end. */
record Peer(String name, URI address) {

  Peer {
    if (!Version.isNode(name) || !isAddress(address)) {
      throw new IllegalArgumentException("no node: " + name + " at " + address);
    }
  }

  private static boolean isAddress(URI address) {
    return ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
        && address.getHost() != null
        && (address.getRawPath() == null || address.getRawPath().isEmpty())
        && address.getRawQuery() == null;
  }
}
