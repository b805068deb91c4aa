package io.saleproof.session;

import java.time.Clock;
import java.util.List;

/** Requests of a client, for tests without HTTP: each gives back what the one before has got. */
public final class Requests {

  private Requests() {}

  /** A shopper's first one, which has no token. */
  public static RequestSession first(String... prefer) {
    return first(ClientClass.SHOPPER, prefer);
  }

  public static RequestSession first(ClientClass of, String... prefer) {
    return request(SessionState.NONE, false, of, prefer);
  }

  /** A shopper's next one, with the token that came with the answer before. */
  public static RequestSession after(RequestSession before, String... prefer) {
    return after(ClientClass.SHOPPER, before, prefer);
  }

  public static RequestSession after(ClientClass of, RequestSession before, String... prefer) {
    before.end();
    return request(before.state(), true, of, prefer);
  }

  /** One whose token says these times. */
  public static RequestSession demanding(SessionTimes times, String... prefer) {
    return request(new SessionState(times, SeenThings.NONE), true, ClientClass.SHOPPER, prefer);
  }

  private static RequestSession request(
      SessionState token, boolean goesOn, ClientClass of, String... prefer) {
    return new RequestSession(
        Clock.systemUTC(), token, goesOn, Preferences.parse(List.of(prefer)), () -> of);
  }

  /** What the client is told of how its preferences were applied. */
  public static List<String> applied(RequestSession request) {
    return List.copyOf(request.notes().applied());
  }

  /** What the request's line in the log says of it. */
  public static List<String> noises(RequestSession request) {
    return List.copyOf(request.notes().noises());
  }

  public static List<TokenFault> faults(RequestSession request) {
    return request.notes().faults();
  }
}
