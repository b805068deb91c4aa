package io.saleproof.nodes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class HybridClockTest {

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");

  private HybridClock clock(Optional<Version> latest) {
    return new HybridClock("n1", () -> now, latest);
  }

  @Test
  void followsTheWallClockAndCountsWithinAMillisecond() {
    HybridClock clock = clock(Optional.empty());
    assertThat(clock.next()).isEqualTo(new Version(now.toEpochMilli(), 0, "n1"));
    assertThat(clock.next()).isEqualTo(new Version(now.toEpochMilli(), 1, "n1"));
    now = now.plusMillis(1);
    assertThat(clock.next()).isEqualTo(new Version(now.toEpochMilli(), 0, "n1"));
  }

  @Test
  void staysAheadOfWhatItHasSeenAndTellsByHowMuch() {
    HybridClock clock = clock(Optional.empty());
    Version ahead = new Version(now.plus(Duration.ofMinutes(10)).toEpochMilli(), 7, "n2");
    clock.observe(ahead);
    assertThat(clock.next()).isGreaterThan(ahead);
    assertThat(clock.lead()).isEqualTo(Duration.ofMinutes(10));
  }

  @Test
  void neverGoesBackWhenTheWallClockOrTheNodeDoes() {
    HybridClock clock = clock(Optional.empty());
    Version first = clock.next();
    now = now.minus(Duration.ofHours(1));
    Version second = clock.next();
    assertThat(second).isGreaterThan(first);
    assertThat(clock(Optional.of(second)).next()).isGreaterThan(second);
  }

  @Test
  void goesOnIntoTheNextMillisecondWhenOneIsFull() {
    Version full = new Version(now.toEpochMilli(), Version.MAX_COUNT, "n9");
    assertThat(clock(Optional.of(full)).next())
        .isEqualTo(new Version(now.toEpochMilli() + 1, 0, "n1"));
  }

  @Test
  void ordersVersionsAsTheBytesOfTheirTexts() {
    List<Version> ordered =
        List.of(
            new Version(1, 2, "n1"),
            new Version(255, 0, "Z"),
            new Version(255, 0, "a"),
            new Version(255, 0, "a-b"),
            new Version(255, 0, "ab"),
            new Version(255, 65_535, "a"),
            new Version(256, 0, "a"));
    List<Version> mixed = new ArrayList<>(ordered);
    Collections.shuffle(mixed);
    assertThat(mixed.stream().sorted()).isEqualTo(ordered);
    assertThat(ordered.stream().map(Version::text)).isSorted();
    assertThat(ordered).allMatch(version -> Version.parse(version.text()).equals(version));
  }

  @Test
  void refusesTextsThatAreNoVersions() {
    for (String text : List.of("", "12", "00000000000000010000-", "0000000000010000-a b")) {
      assertThatThrownBy(() -> Version.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
