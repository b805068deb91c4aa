package io.saleproof.redis;

import io.vertx.redis.client.Response;
import io.vertx.redis.client.ResponseType;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A node's answer that another one holds the key.
 *
 * @param moved for good (MOVED), or else for this call alone (ASK)
 * @param host empty: the one that answered
 */
record Detour(boolean moved, int slot, String host, int port) {

  private static final Pattern FORM =
      Pattern.compile("(MOVED|ASK) ([0-9]{1,5}) (.*):([0-9]{1,5})", Pattern.DOTALL);

  static Optional<Detour> of(Throwable failure) {
    if (!(failure instanceof Response error) || error.type() != ResponseType.ERROR) {
      return Optional.empty();
    }
    Matcher told = FORM.matcher(String.valueOf(failure.getMessage()).strip());
    if (!told.matches() || Integer.parseInt(told.group(2)) >= HashSlot.COUNT) {
      return Optional.empty();
    }
    return Optional.of(
        new Detour(
            told.group(1).equals("MOVED"),
            Integer.parseInt(told.group(2)),
            told.group(3).equals("?") ? "" : told.group(3),
            Integer.parseInt(told.group(4))));
  }

  RedisNode node(RedisNode from) {
    return new RedisNode(host.isEmpty() ? from.host() : host, port);
  }
}
