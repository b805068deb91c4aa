package io.saleproof.store;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.saleproof.simulated.SimulatedCluster;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A simulated cluster as the database of a test with the whole shop, which goes through its two
 * routers. The test gets hold of it by {@link #cluster()}.
 */
public final class SimulatedStore implements QuarkusTestResourceLifecycleManager {

  private static final int MEMBERS = 3;
  private static final int ROUTERS = 2;

  private static @Nullable SimulatedCluster running;

  @Override
  public Map<String, String> start() {
    running = SimulatedCluster.start(MEMBERS, ROUTERS);
    return TestStore.databasesOfItsOwn(running.url());
  }

  /** The cluster of the tests that run now. */
  public static SimulatedCluster cluster() {
    return Objects.requireNonNull(running, "@QuarkusTestResource(SimulatedStore.class) is missing");
  }

  @Override
  public void stop() {
    cluster().close();
    running = null;
  }
}
