package io.saleproof.redis;

import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import io.quarkus.tls.runtime.config.TlsConfigUtils;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.Optional;

/** This shop's Redis, if it has one. Nothing waits for it: the program starts without. */
@Singleton
public class ShopRedis {

  private static final String VERIFY_HOST = "HTTPS";

  private final Optional<RedisRouter> router;

  @Inject
  ShopRedis(Vertx vertx, RedisConfig config, TlsConfigurationRegistry tls, MeterRegistry registry) {
    this.router =
        config
            .url()
            .map(RedisAddress::parse)
            .map(address -> new RedisRouter(vertx, address, config, net(config, tls), registry));
  }

  private static NetClientOptions net(RedisConfig config, TlsConfigurationRegistry tls) {
    NetClientOptions options = new NetClientOptions().setHostnameVerificationAlgorithm(VERIFY_HOST);
    config.tls().ifPresent(name -> TlsConfigUtils.configure(options, named(name, tls)));
    return options.setSsl(false);
  }

  private static TlsConfiguration named(String name, TlsConfigurationRegistry tls) {
    return tls.get(name)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "saleproof.redis.tls names a configuration quarkus.tls."
                        + name
                        + " that isn't there"));
  }

  /** Connects early, so that the first requests need not. */
  void start(@Observes StartupEvent event) {
    router.ifPresent(RedisRouter::health);
  }

  public Optional<RedisRouter> router() {
    return router;
  }

  @PreDestroy
  void close() {
    router.ifPresent(RedisRouter::close);
  }
}
