package io.saleproof.proof;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps the product from telling of every failure while failures are what is wanted. */
final class Quiet implements AutoCloseable {

  private static final List<Logger> LOGGERS =
      List.of(Logger.getLogger("io.saleproof.orders"), Logger.getLogger("io.saleproof.stock"));

  Quiet() {
    LOGGERS.forEach(logger -> logger.setLevel(Level.OFF));
  }

  @Override
  public void close() {
    LOGGERS.forEach(logger -> logger.setLevel(null));
  }
}
