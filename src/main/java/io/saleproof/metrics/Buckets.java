package io.saleproof.metrics;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.saleproof.http.RequestTimers;
import io.saleproof.store.Schema;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Histograms for HTTP and for the database, with the same few buckets on every instance, so that
 * percentiles can be computed over all of them.
 */
@Singleton
public class Buckets {

  static final String DATABASE = "mongodb.driver.commands";
  static final String OTHER = "other";

  /** From a cached answer to the longest that a request may wait for a database. */
  private static final double[] BOUNDS =
      Stream.of(2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 15_000)
          .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
          .toArray();

  private static final Set<String> COLLECTIONS =
      Arrays.stream(Schema.values()).map(Schema::collection).collect(Collectors.toSet());

  private static final Set<String> KEPT_TAGS = Set.of("command", "status", "collection");

  @Produces
  @Singleton
  MeterFilter histograms() {
    return new MeterFilter() {
      @Override
      public DistributionStatisticConfig configure(
          Meter.Id id, DistributionStatisticConfig config) {
        return id.getName().equals(RequestTimers.NAME) || id.getName().equals(DATABASE)
            ? DistributionStatisticConfig.builder()
                .serviceLevelObjectives(BOUNDS)
                .build()
                .merge(config)
            : config;
      }
    };
  }

  /**
   * The driver's own labels include each start's random cluster id and collections that visitors
   * name: what is not the shop's becomes {@code other}.
   */
  @Produces
  @Singleton
  MeterFilter boundedLabels() {
    return new MeterFilter() {
      @Override
      public Meter.Id map(Meter.Id id) {
        return id.getName().equals(DATABASE) ? id.replaceTags(bounded(id.getTags())) : id;
      }
    };
  }

  private static List<Tag> bounded(List<Tag> tags) {
    return tags.stream()
        .filter(tag -> KEPT_TAGS.contains(tag.getKey()))
        .map(
            tag ->
                tag.getKey().equals("collection") && !COLLECTIONS.contains(tag.getValue())
                    ? Tag.of("collection", OTHER)
                    : tag)
        .toList();
  }
}
