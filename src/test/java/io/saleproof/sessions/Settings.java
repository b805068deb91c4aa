package io.saleproof.sessions;

import io.saleproof.orders.OrdersSettings;
import io.saleproof.store.ReadsConfig;
import io.saleproof.store.StoreConfig;
import java.time.Duration;

/** As in the program, but that waits end sooner, so that more can happen. */
final class Settings {

  static final StoreConfig STORE = new Database();
  static final ReadsConfig READS = new Reads();

  /** Orders are not given up within a run; what a fault has left is settled soon. */
  static final OrdersSettings ORDERS =
      new OrdersSettings(Duration.ofHours(2), Duration.ofSeconds(4), 100);

  /** How long tokens remember cached things. */
  static final Duration REMEMBERED = Duration.ofSeconds(30);

  /** Longer than any run lasts. */
  static final Duration OLDEST_WITHOUT_PRIMARY = Duration.ofMinutes(10);

  private Settings() {}

  private record Database() implements StoreConfig {
    @Override
    public String database() {
      return "shop";
    }

    @Override
    public Duration maxTime() {
      return Duration.ofSeconds(3);
    }

    @Override
    public Duration majorityTimeout() {
      return Duration.ofSeconds(3);
    }

    @Override
    public Duration startWait() {
      return Duration.ZERO;
    }
  }

  private record Reads() implements ReadsConfig {
    @Override
    public boolean replicas() {
      return true;
    }

    @Override
    public Members members() {
      return Members.SECONDARIES;
    }

    @Override
    public Duration shopperWait() {
      return Duration.ofMillis(50);
    }

    @Override
    public Duration serviceWait() {
      return Duration.ofMillis(80);
    }

    @Override
    public Duration oldestWithoutPrimary() {
      return OLDEST_WITHOUT_PRIMARY;
    }
  }
}
