package io.saleproof.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * One client's way through several instances of a shop: any of them, and after a failure the next.
 * Used by one thread at a time.
 */
final class ChaosRoute implements Route {

  /** A client that got nothing for about a minute gives up. */
  private static final Patience PATIENCE =
      new Patience(
          150,
          Duration.ofSeconds(10),
          ChaosShop.INSTANCES,
          Duration.ofMillis(10),
          Duration.ofMillis(500));

  private static final String STILL_RUNNING = "409";

  /** The word of the HTTP client for an answer that did not come in time. */
  private static final String TIMED_OUT = "timed out";

  private final List<URI> shops;
  private final Random random;
  private final Outages outages;
  private int last;
  private boolean failed;
  private long failedSince = 0;
  private long runningSince = 0;

  ChaosRoute(List<URI> shops, Random random, Outages outages) {
    this.shops = List.copyOf(shops);
    this.random = random;
    this.outages = outages;
    this.last = random.nextInt(shops.size());
  }

  @Override
  public URI next() {
    last = failed ? (last + 1) % shops.size() : random.nextInt(shops.size());
    return shops.get(last);
  }

  @Override
  public Patience patience() {
    return PATIENCE;
  }

  @Override
  public void tried(long begun, String setback) {
    failed = !setback.isEmpty();
    boolean running = setback.startsWith(STILL_RUNNING);
    if (failed && !running && failedSince == 0) {
      failedSince = setback.contains(TIMED_OUT) ? begun : System.nanoTime();
    } else if (failedSince != 0 && (!failed || running)) {
      outages.failed(Duration.ofNanos(System.nanoTime() - failedSince));
      failedSince = 0;
    }
    if (running && runningSince == 0) {
      runningSince = begun;
    } else if (runningSince != 0 && !failed) {
      outages.stillRunning(Duration.ofNanos(System.nanoTime() - runningSince));
      runningSince = 0;
    }
  }
}
