package io.saleproof.client;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/** Where the tries of one client's requests go, and how patient the client is. */
interface Route {

  /** The instance that the next try goes to. */
  URI next();

  Patience patience();

  /**
   * Told after every try.
   *
   * @param begun when it was sent, in nanoseconds of {@link System#nanoTime}
   * @param setback why it has to be sent again, or an empty text: this answer stands
   */
  default void tried(long begun, String setback) {}

  /**
   * How long a client bears with a shop.
   *
   * @param tries how often one request is sent at most
   * @param answer how long one answer may take
   * @param instances pauses get longer only when so many have been asked
   * @param firstPause the pause before the second try; those of every further round are twice as
   *     long
   * @param longestPause no pause is longer, whatever the shop asks for
   */
  record Patience(
      int tries, Duration answer, int instances, Duration firstPause, Duration longestPause) {

    public Patience {
      if (tries < 1 || instances < 1 || answer.isNegative() || firstPause.isNegative()) {
        throw new IllegalArgumentException("patience is never negative");
      }
    }

    /** What a storefront would have. */
    static final Patience USUAL =
        new Patience(
            Requests.MAX_TRIES,
            Duration.ofSeconds(30),
            1,
            Duration.ofMillis(50),
            Duration.ofSeconds(5));
  }

  /** Every try goes to any of the instances of a shop; for any number of threads. */
  static Route to(URI... instances) {
    List<URI> all = List.of(instances);
    return new Route() {
      @Override
      public URI next() {
        return all.get(ThreadLocalRandom.current().nextInt(all.size()));
      }

      @Override
      public Patience patience() {
        return Patience.USUAL;
      }
    };
  }
}
