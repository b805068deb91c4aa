package io.saleproof.cluster;

import jakarta.inject.Singleton;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Startup;

/** {@code /q/health/started}: indexes are made and demo data, if any, are loaded. */
@Startup
@Singleton
public class StartedCheck implements HealthCheck {

  private final StartProgress progress;

  StartedCheck(StartProgress progress) {
    this.progress = progress;
  }

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder answer = HealthCheckResponse.named("start");
    if (progress.over()) {
      return answer.up().build();
    }
    return answer.down().withData("underWay", String.join(", ", progress.underWay())).build();
  }
}
