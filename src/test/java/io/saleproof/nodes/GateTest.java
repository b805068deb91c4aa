package io.saleproof.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GateTest {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private Instant now = Instant.parse("2026-03-01T10:00:00Z");

  private Gate gate(boolean longAway) {
    return new Gate(() -> now, PATIENCE, longAway);
  }

  @Test
  void opensForANodeThatIsAlone() {
    Gate gate = gate(true);
    assertThat(gate.isOpen()).isFalse();
    gate.listed(Set.of());
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void opensWhenAllListedNodesWereComparedWith() {
    Gate gate = gate(false);
    gate.listed(Set.of("n2", "n3"));
    gate.compared("n2", false);
    assertThat(gate.isOpen()).isFalse();
    gate.compared("n3", false);
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void losesPatienceWithNodesThatDoNotAnswer() {
    Gate gate = gate(false);
    gate.listed(Set.of("n2"));
    now = now.plus(PATIENCE);
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void keepsPatienceWhileAComparisonGoesOn() {
    Gate gate = gate(false);
    gate.listed(Set.of("n2", "n3"));
    now = now.plus(PATIENCE).minusMillis(1);
    gate.comparing();
    now = now.plus(PATIENCE).minusMillis(1);
    assertThat(gate.isOpen()).isFalse();
    now = now.plusMillis(1);
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void keepsPatienceForANodeThatWasAwayForLong() {
    Gate gate = gate(true);
    gate.listed(Set.of("n2", "n3"));
    now = now.plus(PATIENCE.multipliedBy(100));
    gate.compared("n2", false);
    assertThat(gate.isOpen()).isFalse();
    gate.compared("n2", true);
    assertThat(gate.isOpen()).isTrue();
  }

  @Test
  void staysOpenWhateverHappensLater() {
    Gate gate = gate(false);
    gate.listed(Set.of());
    assertThat(gate.isOpen()).isTrue();
    gate.listed(Set.of("n2"));
    assertThat(gate.isOpen()).isTrue();
  }
}
