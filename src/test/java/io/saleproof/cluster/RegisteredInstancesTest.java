package io.saleproof.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.saleproof.session.OnlyThisInstance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RegisteredInstancesTest {

  private Instant now = Instant.parse("2026-11-27T09:00:00Z");
  private final InstantSource time = () -> now;
  private final Clock clock = time.withZone(ZoneOffset.UTC);
  private final RegisteredInstances instances =
      new RegisteredInstances(new OnlyThisInstance(), clock);

  @Test
  void alwaysKnowsItself() {
    assertThat(instances.knows(instances.self())).isTrue();
    assertThat(instances.count()).isEqualTo(1);

    instances.heard(Set.of("another"));
    assertThat(instances.knows(instances.self())).isTrue();
    assertThat(instances.count()).isEqualTo(2);

    instances.heard(Set.of("another", instances.self()));
    assertThat(instances.count()).isEqualTo(2);
  }

  @Test
  void knowsThoseThatTheRegistryNames() {
    assertThat(instances.knows("another")).isFalse();

    instances.heard(Set.of("another"));
    assertThat(instances.knows("another")).isTrue();

    instances.heard(Set.of("a-third"));
    assertThat(instances.knows("another")).isFalse();
  }

  @Test
  void believesWhatItHeardForAMinute() {
    instances.heard(Set.of("another"));

    now = now.plus(Duration.ofMinutes(1));
    assertThat(instances.knows("another")).isTrue();

    now = now.plusMillis(1);
    assertThat(instances.knows("another")).isFalse();
    assertThat(instances.count()).isEqualTo(1);
  }

  @Test
  void keepsNoMoreAndNothingLargerThanAShopHas() {
    instances.heard(IntStream.range(0, 2_000).mapToObj(i -> "i" + i).collect(Collectors.toSet()));
    assertThat(instances.count()).isEqualTo(RegisteredInstances.MAX + 1);

    instances.heard(Set.of("x".repeat(65), "y".repeat(64)));
    assertThat(instances.knows("x".repeat(65))).isFalse();
    assertThat(instances.knows("y".repeat(64))).isTrue();
  }
}
