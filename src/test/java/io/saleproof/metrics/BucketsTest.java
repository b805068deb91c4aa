package io.saleproof.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Timer;
import io.micrometer.prometheus.PrometheusConfig;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BucketsTest {

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  @BeforeEach
  void applyFilters() {
    Buckets buckets = new Buckets();
    registry.config().meterFilter(buckets.boundedLabels()).meterFilter(buckets.histograms());
  }

  @Test
  void cutsHttpIntoBucketsOfSeconds() {
    registry.timer("http.server.requests", "uri", "/v1/orders").record(Duration.ofMillis(40));

    assertThat(registry.scrape())
        .contains("http_server_requests_seconds_bucket{uri=\"/v1/orders\",le=\"0.025\",} 0.0")
        .contains("http_server_requests_seconds_bucket{uri=\"/v1/orders\",le=\"0.05\",} 1.0");
  }

  @Test
  void keepsCommandCollectionAndStatusOfTheDatabase() {
    command("find", "orders", "SUCCESS").record(Duration.ofMillis(3));

    assertThat(registry.scrape())
        .contains(
            "mongodb_driver_commands_seconds_count"
                + "{collection=\"orders\",command=\"find\",status=\"SUCCESS\",} 1.0")
        .doesNotContain("cluster_id")
        .doesNotContain("server_address");
  }

  @Test
  void putsCollectionsThatVisitorsNameUnderOneLabel() {
    command("find", "visitors1", "SUCCESS").record(Duration.ofMillis(3));
    command("find", "visitors2", "SUCCESS").record(Duration.ofMillis(3));

    assertThat(registry.scrape())
        .contains("{collection=\"other\",command=\"find\",status=\"SUCCESS\",} 2.0")
        .doesNotContain("visitors");
  }

  @Test
  void leavesOtherTimersWithoutBuckets() {
    registry.timer("jvm.gc.pause").record(Duration.ofMillis(1));

    assertThat(registry.scrape()).doesNotContain("jvm_gc_pause_seconds_bucket");
  }

  private Timer command(String command, String collection, String status) {
    return registry.timer(
        "mongodb.driver.commands",
        "command",
        command,
        "database",
        "somedb",
        "collection",
        collection,
        "cluster.id",
        "6565",
        "server.address",
        "db:27017",
        "status",
        status);
  }
}
