package io.saleproof.client;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How long clients were without a good answer: from the first failure that they saw (if none came
 * in time: from the sending) to the first answer that is no failure. Any thread may report.
 */
final class Outages {

  private final List<Duration> errors = new ArrayList<>();
  private final List<Duration> running = new ArrayList<>();

  /** The shop failed to answer, or said that it can't, for so long. */
  synchronized void failed(Duration time) {
    errors.add(time);
  }

  /** The shop said that the request was still running, for so long. */
  synchronized void stillRunning(Duration time) {
    running.add(time);
  }

  synchronized Latencies failures() {
    return new Latencies(errors);
  }

  synchronized Latencies waits() {
    return new Latencies(running);
  }

  synchronized int count() {
    return errors.size();
  }
}
