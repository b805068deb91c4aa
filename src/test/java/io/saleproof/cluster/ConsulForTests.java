package io.saleproof.cluster;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A {@link FakeConsul} that the shop of the test is told to register with. */
public final class ConsulForTests implements QuarkusTestResourceLifecycleManager {

  private static @Nullable FakeConsul running;

  /** The one of the test that runs now. */
  static FakeConsul consul() {
    return running;
  }

  @Override
  public Map<String, String> start() {
    running = FakeConsul.start();
    return Map.of(
        "saleproof.registry.url",
        running.url().toString(),
        "saleproof.registry.look-every",
        "PT0.2S",
        // Silence is made in the tests; a machine that stands still is none.
        "saleproof.registry.call-timeout",
        "PT5S");
  }

  @Override
  public void stop() {
    running.close();
  }
}
