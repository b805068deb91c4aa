package io.saleproof.log;

import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.server.Exchange;
import io.saleproof.server.Routes;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Who belongs to the group and how far each is; where secondaries register. */
final class MemberAddresses {

  private static final int OK = 200;
  private static final int MAX_ADDRESS = 255;
  private static final int MAX_PORT = 65_535;
  private static final Pattern NAME = Pattern.compile("[0-9a-f-]{36}");

  private final Master master;
  private final Clock clock;

  MemberAddresses(Master master, Clock clock) {
    this.master = master;
    this.clock = clock;
  }

  void add(Routes routes) {
    routes
        .on(HttpMethod.GET, Wire.MEMBERS, this::list)
        .on(HttpMethod.POST, Wire.MEMBERS, this::register);
  }

  private void list(Exchange exchange) {
    exchange.parameters(Set.of());
    Map<String, Object> self = new LinkedHashMap<>();
    self.put("term", master.term());
    self.put("last", master.shown());
    self.put("committed", master.committed());
    self.put("takesAppends", master.takesAppends());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("master", self);
    answer.put(
        "groupSize",
        master.settings().groupSize().isPresent()
            ? master.settings().groupSize().getAsInt()
            : null);
    answer.put("quorum", master.settings().quorum());
    answer.put(
        "members",
        master.followers().stream()
            .sorted(Comparator.comparing(Follower::address))
            .map(this::json)
            .toList());
    exchange.answer(OK, answer);
  }

  private Map<String, Object> json(Follower follower) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", follower.member());
    json.put("address", follower.address());
    json.put("health", follower.health().name().toLowerCase(Locale.ROOT));
    json.put("last", follower.position());
    json.put("behind", Math.max(0, master.shown() - follower.position()));
    json.put(
        "heardAt",
        clock
            .instant()
            .minus(Duration.ofNanos(follower.silentNanos()))
            .truncatedTo(ChronoUnit.MILLIS)
            .toString());
    return json;
  }

  private void register(Exchange exchange) throws IOException {
    Wire.Registration registration = exchange.json(Wire.Registration.class);
    if (!isAddress(registration.address())) {
      throw Problem.invalid(
              FieldError.pointer("/address", "must be an address such as http://host:8080"))
          .asException();
    }
    if (registration.member() == null || !NAME.matcher(registration.member()).matches()) {
      throw Problem.invalid(FieldError.pointer("/member", "must be a member's name")).asException();
    }
    if (registration.last() < 0) {
      throw Problem.invalid(FieldError.pointer("/last", "must be 0 or more")).asException();
    }
    if (registration.term() < 0) {
      throw Problem.invalid(FieldError.pointer("/term", "must be 0 or more")).asException();
    }
    exchange.answer(OK, master.register(registration));
  }

  private static boolean isAddress(String address) {
    try {
      URI uri = URI.create(address);
      return address.length() <= MAX_ADDRESS
          && "http".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getPort() > 0
          && uri.getPort() <= MAX_PORT
          && uri.getRawUserInfo() == null
          && address.equals("http://" + uri.getRawAuthority());
    } catch (IllegalArgumentException | NullPointerException none) {
      return false;
    }
  }
}
