package io.saleproof.cluster;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandSucceededEvent;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * When the database last answered a command of this process, whichever of its servers and whoever
 * asked. Heard from the driver, so that knowing it costs the database nothing.
 */
@Singleton
public class DatabaseAnswers implements CommandListener {

  private final LongSupplier nanos;
  private final long begun;
  private volatile long last;

  @Inject
  DatabaseAnswers() {
    this(System::nanoTime);
  }

  /**
   * @param nanos the time, as by {@link System#nanoTime}
   */
  DatabaseAnswers(LongSupplier nanos) {
    this.nanos = nanos;
    begun = nanos.getAsLong();
    last = begun;
  }

  @Override
  public void commandSucceeded(CommandSucceededEvent event) {
    last = nanos.getAsLong();
  }

  /** Whether there was an answer in the time of this length that ends now. */
  boolean within(Duration time) {
    long seen = last;
    return seen != begun && nanos.getAsLong() - seen <= time.toNanos();
  }
}
