package io.saleproof.demo;

/**
 * While it is open, Ctrl-C ends the program at once instead of after the load. Nothing can be lost
 * by that: what is stored is stored, and the next start goes on.
 */
final class StopsAtOnce implements AutoCloseable {

  /** What a shell expects of a program that was interrupted. */
  private static final int INTERRUPTED = 130;

  private final Thread hook =
      new Thread(
          () -> {
            System.out.println("\nStopped while loading; the next start goes on.");
            Runtime.getRuntime().halt(INTERRUPTED);
          });

  StopsAtOnce() {
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException stopping) {
      // The hook runs already and ends the program.
    }
  }
}
