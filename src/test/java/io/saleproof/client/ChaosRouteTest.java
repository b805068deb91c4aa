package io.saleproof.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How a client finds its way past instances that are gone. */
class ChaosRouteTest {

  private static final List<URI> SHOPS =
      List.of(URI.create("http://a"), URI.create("http://b"), URI.create("http://c"));

  private final Outages outages = new Outages();
  private final ChaosRoute route = new ChaosRoute(SHOPS, new Random(1), outages);

  @Test
  void asksAnotherInstanceAfterAFailure() {
    Set<URI> asked = new HashSet<>();
    for (int i = 0; i < 100; i++) {
      URI first = route.next();
      route.tried(System.nanoTime(), "no answer: reset");
      URI second = route.next();
      route.tried(System.nanoTime(), "");
      assertThat(second).isNotEqualTo(first);
      asked.add(second);
    }
    assertThat(asked).containsExactlyInAnyOrderElementsOf(SHOPS);
  }

  @Test
  void measuresFromTheFirstFailureToTheAnswer() {
    long begun = System.nanoTime() - Duration.ofSeconds(3).toNanos();
    route.tried(begun, "no answer: request timed out");
    route.tried(System.nanoTime(), "503 outcome-unknown");
    assertThat(outages.count()).isZero();
    route.tried(System.nanoTime(), "");
    route.tried(System.nanoTime(), "");
    assertThat(outages.count()).isEqualTo(1);
    assertThat(outages.failures().longest()).isGreaterThanOrEqualTo(Duration.ofSeconds(3));
  }

  @Test
  void countsFromWhenTheFailureWasSeen() {
    route.tried(System.nanoTime() - Duration.ofSeconds(3).toNanos(), "no answer: reset");
    route.tried(System.nanoTime(), "");
    assertThat(outages.failures().longest()).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void tellsWaitingForARunningRequestFromFailures() {
    route.tried(System.nanoTime() - Duration.ofSeconds(2).toNanos(), "no answer: reset");
    route.tried(System.nanoTime(), "409 request-in-progress");
    assertThat(outages.count()).isEqualTo(1);
    route.tried(System.nanoTime(), "");
    assertThat(outages.count()).isEqualTo(1);
    assertThat(outages.waits().longest()).isPositive().isLessThan(Duration.ofSeconds(2));
  }
}
