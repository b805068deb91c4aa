package io.saleproof.session;

import io.saleproof.http.Noise;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;

/**
 * The older protocol, in which a client's writes all go to the instance that its {@code SERVER_ID}
 * cookie names. Off unless the setting says so.
 *
 * <p>A write that names no instance, one that is gone, or another one is refused alike: 412, no
 * body, and a cookie that names this instance, so that the repeat with it is done here. It is not
 * passed on to the instance that it names: nothing depends on which instance writes, as all share
 * the database, and passing on would add a second way to fail, with an outcome that nobody knows.
 */
@ApplicationScoped
public class Pinning {

  private static final int PRECONDITION_FAILED = 412;
  private static final Set<HttpMethod> WRITES =
      Set.of(HttpMethod.POST, HttpMethod.PUT, HttpMethod.PATCH, HttpMethod.DELETE);

  private final boolean on;
  private final KnownInstances instances;

  Pinning(SessionConfig config, KnownInstances instances) {
    this.on = config.pinned();
    this.instances = instances;
  }

  boolean isOn() {
    return on;
  }

  /** Every write of the shop's, whatever its address: one that is missed would be unpinned. */
  void check(RoutingContext context) {
    List<String> named = SessionHeaders.cookies(context.request(), SessionHeaders.PINNED_COOKIE);
    if (!WRITES.contains(context.request().method())
        || context.request().path().startsWith("/q/")
        || named.contains(instances.self())) {
      context.next();
      return;
    }
    Noise.refusal(context, causeOf(named));
    context
        .response()
        .setStatusCode(PRECONDITION_FAILED)
        .putHeader(
            "Set-Cookie",
            SessionHeaders.setCookie(
                context.request(), SessionHeaders.PINNED_COOKIE, instances.self()))
        .end();
  }

  private String causeOf(List<String> named) {
    if (named.isEmpty()) {
      return "pinned-to-none";
    }
    return named.stream().anyMatch(instances::knows) ? "pinned-elsewhere" : "pinned-to-gone";
  }
}
