package io.saleproof.client;

import java.time.Duration;
import java.util.List;

/**
 * What became of one invoice.
 *
 * @param placing how long it took from the first sending to the answer, tries again included
 * @param sentTwice whether it was sent a second time on purpose
 * @param setbacks why requests had to be sent again: the shop was busy, or gave no answer
 * @param mistakes what the shop answered that it should not have
 */
record Outcome(
    Invoice invoice,
    Ending ending,
    Duration placing,
    boolean sentTwice,
    List<String> setbacks,
    List<String> mistakes) {

  Outcome {
    setbacks = List.copyOf(setbacks);
    mistakes = List.copyOf(mistakes);
  }

  /** How it ended. */
  sealed interface Ending {

    /** The order stands, or stood until it was cancelled. */
    record Placed(String orderId, boolean paid, boolean cancelled) implements Ending {
      /** The status that the shop should show; an unpaid order may expire later. */
      String status() {
        return cancelled ? "cancelled" : paid ? "paid" : "placed";
      }
    }

    /** Refused for want of stock. */
    record Refused() implements Ending {}

    /** Neither: the shop answered something else, or nothing at every try. */
    record Failed(String why) implements Ending {}
  }
}
