package io.saleproof.nodes;

import io.saleproof.server.Backoff;
import java.time.Duration;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/**
 * What this node does for one other: carries jobs to it, and compares with it at the beginning,
 * when jobs were dropped, after an outage, and every few minutes. Failures are repeated without
 * limit, after pauses that grow to a cap, and at once when the other is heard of.
 */
final class PeerWork implements AutoCloseable {

  private static final Logger LOG = Logger.getLogger(PeerWork.class);

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  /** Between looks for what nobody rang for, such as jobs of the time before a crash. */
  private static final Duration LOOK = Duration.ofSeconds(1);

  private final Peer peer;
  private final NodeStore store;
  private final Neighbour neighbour;
  private final Comparison comparison;
  private final Duration compareEvery;
  private final Figures figures;
  private final Consumer<Comparison.Result> compared;
  private final RandomGenerator random = RandomGenerator.getDefault();
  private final Bell job = new Bell();
  private final Bell heardForJobs = new Bell();
  private final Bell heardForComparisons = new Bell();
  private final Thread courier;
  private final Thread comparer;
  private volatile boolean comparisonDue = true;

  /**
   * @param compared told after each comparison
   */
  PeerWork(
      Peer peer,
      NodeStore store,
      Neighbour neighbour,
      Comparison comparison,
      Duration compareEvery,
      Figures figures,
      Consumer<Comparison.Result> compared) {
    this.peer = peer;
    this.store = store;
    this.neighbour = neighbour;
    this.comparison = comparison;
    this.compareEvery = compareEvery;
    this.figures = figures;
    this.compared = compared;
    this.courier = Thread.ofVirtual().name("to-" + peer.name()).unstarted(this::carry);
    this.comparer = Thread.ofVirtual().name("with-" + peer.name()).unstarted(this::compare);
  }

  void start() {
    courier.start();
    comparer.start();
  }

  Peer peer() {
    return peer;
  }

  /** There is a new job. */
  void jobNoted() {
    job.ring();
  }

  /** The other lives: it is worth a try. */
  void heard() {
    heardForJobs.ring();
    heardForComparisons.ring();
  }

  private void carry() {
    Delivery delivery = new Delivery(store, peer.name(), neighbour);
    Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
    boolean failed = false;
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          int delivered = delivery.deliver();
          figures.delivered(delivered);
          backoff.succeeded();
          if (delivered > 0 && failed) {
            LOG.infof("%s takes jobs again", peer.name());
            failed = false;
            comparisonDue = true;
            heardForComparisons.ring();
          }
          if (delivered == 0) {
            job.await(LOOK);
          }
        } catch (RuntimeException failure) {
          if (!failed) {
            tell(failure);
            failed = true;
          }
          heardForJobs.await(backoff.failed());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private void compare() {
    Backoff backoff = new Backoff(FIRST_PAUSE, LONGEST_PAUSE, random);
    long next = System.nanoTime();
    try {
      while (!Thread.currentThread().isInterrupted()) {
        try {
          if (comparisonDue || System.nanoTime() - next >= 0 || isBehind()) {
            comparisonDue = false;
            Comparison.Result result = comparison.with(peer.name(), neighbour);
            figures.compared(result);
            compared.accept(result);
            backoff.succeeded();
            next = System.nanoTime() + spread(compareEvery).toNanos();
          }
          heardForComparisons.await(LOOK);
        } catch (RuntimeException failure) {
          comparisonDue = true;
          tellFault(failure);
          heardForComparisons.await(backoff.failed());
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }

  private boolean isBehind() {
    return store.behind().contains(peer.name());
  }

  /** Nodes that started together shall not compare together for ever. */
  private Duration spread(Duration interval) {
    long millis = interval.toMillis();
    return Duration.ofMillis(random.nextLong(millis * 4 / 5, millis * 6 / 5 + 1));
  }

  private void tell(RuntimeException failure) {
    if (!Thread.currentThread().isInterrupted()) {
      figures.unreachable();
      LOG.warnf("jobs for %s wait: %s", peer.name(), failure.getMessage());
      tellFault(failure);
    }
  }

  /** A mistake of the program must not end the work for a node, nor go unseen. */
  private void tellFault(RuntimeException failure) {
    if (!(failure instanceof Neighbour.Unreachable) && !(failure instanceof StoreUnavailable)) {
      LOG.errorf(failure, "a fault in the work for %s", peer.name());
    }
  }

  @Override
  public void close() {
    courier.interrupt();
    comparer.interrupt();
  }
}
