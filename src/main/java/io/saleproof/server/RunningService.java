package io.saleproof.server;

/** A service that has started. */
public interface RunningService extends AutoCloseable {

  /** One line for the operator: what it is and where it listens. */
  String greeting();

  /** Stops it within a bounded time; what was acknowledged stays. */
  @Override
  void close();
}
