package io.saleproof.proof;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Cuts every flow of orders, stock and carts at every call of the database, in every way, and holds
 * what is left against the promises; see {@link CrashSuite}.
 */
class CrashSuiteTest {

  /** {@code -Dproof.flow=…}: only flows with this in their names, to look into one. */
  private static final String ONLY = System.getProperty("proof.flow", "");

  /** More than this would only repeat itself. */
  private static final int SHOWN = 10;

  /** Flows that run at once, each in a world of its own: beyond this they would only be in turn. */
  private static final int WORLDS = Math.min(4, Runtime.getRuntime().availableProcessors());

  private static final List<CrashSuite> SUITES = new ArrayList<>();
  private static final BlockingQueue<CrashSuite> FREE = new LinkedBlockingQueue<>();
  private static ExecutorService workers;
  private static long start;

  @BeforeAll
  static void start() {
    workers = Executors.newFixedThreadPool(WORLDS);
    for (int i = 0; i < WORLDS; i++) {
      SUITES.add(new CrashSuite());
    }
    FREE.addAll(SUITES);
    start = System.nanoTime();
  }

  @AfterAll
  static void stop() {
    workers.shutdownNow();
    SUITES.forEach(CrashSuite::close);
    Figures.tell(
        "crash-suite",
        "%d points at %d places in %d flows, %d runs, %d s"
            .formatted(
                total(CrashSuite::points),
                SUITES.stream().flatMap(suite -> suite.places().stream()).distinct().count(),
                total(CrashSuite::flows),
                total(CrashSuite::runs),
                TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start)));
  }

  private static int total(ToIntFunction<CrashSuite> figure) {
    return SUITES.stream().mapToInt(figure).sum();
  }

  @TestFactory
  Stream<DynamicTest> everyFlowKeepsEveryPromiseWhereverItIsCut() {
    Stream<DynamicTest> flows =
        Flows.all().stream()
            .filter(flow -> flow.name().contains(ONLY))
            .map(CrashSuiteTest::begun)
            .toList()
            .stream();
    return ONLY.isEmpty()
        ? Stream.concat(
            flows, Stream.of(DynamicTest.dynamicTest("no write was left out", this::noneLeftOut)))
        : flows;
  }

  /** The test waits for its flow, whose turn is when a world is free. */
  private static DynamicTest begun(Flow flow) {
    Future<List<String>> cut =
        workers.submit(
            () -> {
              CrashSuite suite = FREE.take();
              try {
                return suite.run(flow);
              } finally {
                FREE.add(suite);
              }
            });
    return DynamicTest.dynamicTest(
        flow.name(),
        () -> {
          List<String> broken = cut.get();
          assertThat(broken.stream().limit(SHOWN)).as(broken.size() + " broken promises").isEmpty();
        });
  }

  private void noneLeftOut() {
    Set<CallSite> crashed = new LinkedHashSet<>();
    SUITES.forEach(suite -> crashed.addAll(suite.crashed()));
    assertThat(WritingCallSites.untried(WritingCallSites.ofTheShop(), crashed))
        .as("writes that no flow of the crash suite reaches; add a flow that does")
        .isEmpty();
  }
}
