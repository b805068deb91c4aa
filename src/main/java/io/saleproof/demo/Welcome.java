package io.saleproof.demo;

import io.quarkus.vertx.http.HttpServerStart;
import io.saleproof.redis.RedisAddress;
import io.saleproof.redis.RedisConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.ObservesAsync;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Says at the end of a start by hand where the shop is, what to try, and how to stop it. */
@ApplicationScoped
public class Welcome {

  private static final String BLOCK =
      """

      Saleproof is ready%s.
        Shop       %2$s/v1/products
        API docs   %2$s/docs
        Metrics    %2$s/q/metrics
        Try        curl '%2$s/v1/products?q=lantern&limit=3'
        Data       %3$s
        Cache      %4$s
        Stop       Ctrl-C
      """;

  private final DemoConfig config;
  private final boolean open;
  private final String dataDir;
  private final String cache;

  Welcome(
      DemoConfig config,
      @ConfigProperty(name = "saleproof.access.mode", defaultValue = "token") String access,
      @ConfigProperty(name = "saleproof.data-dir", defaultValue = "in the database") String dataDir,
      RedisConfig redis) {
    this.config = config;
    this.open = access.equals("open");
    this.dataDir = dataDir;
    // Its text has no password.
    this.cache =
        redis
            .url()
            .map(url -> "in memory, and while it answers in Redis at " + RedisAddress.parse(url))
            .orElse("in memory only: there is no Redis");
  }

  void show(@ObservesAsync HttpServerStart started) {
    if (config.welcome()) {
      String note = open ? " (open to everyone on this machine, bound to loopback)" : "";
      String address = "http://localhost:" + started.options().getPort();
      System.out.printf(BLOCK, note, address, dataDir, cache);
      System.out.flush();
    }
  }
}
