package io.saleproof.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.saleproof.cache.Loaded;
import io.saleproof.cache.Loader;
import io.saleproof.session.Requests;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who goes together, who alone, and that nobody is answered with what was before they asked. */
class BatchedReadsTest {

  private static final Duration LONG = Duration.ofMinutes(1);
  private static final Duration SHORT = Duration.ofMillis(50);
  private static final int MANY = 100;

  private static CausalShop shop;
  private static CachedReads reads;

  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final Map<String, Integer> things = new ConcurrentHashMap<>();
  private final List<List<String>> queries = new CopyOnWriteArrayList<>();
  private final List<Long> demands = new CopyOnWriteArrayList<>();
  private final AtomicInteger readAlone = new AtomicInteger();
  private volatile CountDownLatch gate = new CountDownLatch(0);

  @BeforeAll
  static void start() {
    shop = CausalShop.onReplicaSet();
    reads =
        new CachedReads(
            shop.store(),
            shop.reads(),
            Clock.systemUTC(),
            Duration.ofSeconds(30),
            Duration.ofMinutes(10));
  }

  @AfterAll
  static void stop() {
    shop.close();
  }

  @AfterEach
  void end() {
    gate.countDown();
    threads.close();
  }

  @Test
  void whoComesWhileQueriesAreUnderWayGoesTogetherWithTheNext() throws Exception {
    IntStream.range(0, 12).forEach(i -> things.put("thing-" + i, i));
    BatchedReads<String, Integer> batched = batched(LONG);
    gate = new CountDownLatch(1);
    List<Future<Integer>> first = occupied(batched);
    List<Future<Integer>> others = ask(batched, BatchedReads.AT_ONCE, 12);
    await().until(() -> batched.waiting() == 12 - BatchedReads.AT_ONCE);
    gate.countDown();

    List<Integer> answers = answers(Stream.concat(first.stream(), others.stream()).toList());
    assertThat(answers).containsExactlyElementsOf(IntStream.range(0, 12).boxed().toList());
    assertThat(queries).hasSize(BatchedReads.AT_ONCE + 1);
    assertThat(queries.getLast()).hasSize(12 - BatchedReads.AT_ONCE);
    assertThat(readAlone).hasValue(0);
  }

  @Test
  void aQueryIsOfNoMoreKeysThanItMayHave() throws Exception {
    IntStream.range(0, MANY).forEach(i -> things.put("thing-" + i, i));
    BatchedReads<String, Integer> batched = batched(LONG);
    gate = new CountDownLatch(1);
    List<Future<Integer>> asked = ask(batched, 0, MANY);
    await().until(() -> batched.waiting() == MANY - queries.stream().mapToInt(List::size).sum());
    gate.countDown();

    answers(asked);
    assertThat(queries).allMatch(keys -> keys.size() <= BatchedReads.LARGEST);
    assertThat(queries.stream().mapToInt(List::size).sum()).isEqualTo(MANY);
  }

  @Test
  void whatAQueryDoesNotTellIsAskedForAlone() {
    assertThat(value(batched(LONG).loader("none", this::show, this::alone).load(0))).isEqualTo(-1);
    assertThat(readAlone).hasValue(1);
  }

  @Test
  void aSlowQueryHoldsNobodyElseUpForLong() throws Exception {
    things.put("thing-0", 0);
    BatchedReads<String, Integer> batched = batched(SHORT);
    gate = new CountDownLatch(1);
    List<Future<Integer>> slow = ask(batched, 0, 1);
    await().until(() -> queries.size() == 1);

    assertThat(answers(ask(batched, 1, 2))).as("after it lost patience").containsOnly(-1);
    await().until(() -> answers(ask(batched, 1, 2)).equals(List.of(-1)) && queries.size() <= 2);
    int before = queries.size();
    assertThat(answers(ask(batched, 1, 6))).containsOnly(-1);
    assertThat(queries).as("nobody is sent after it").hasSize(before);

    gate.countDown();
    assertThat(answers(slow)).as("who is alone in it waits for it").containsOnly(0);
    await().until(() -> answers(ask(batched, 0, 1)).equals(List.of(0)));
  }

  @Test
  void whoIsInASlowQueryWithOthersReadsAlone() throws Exception {
    IntStream.range(0, 6).forEach(i -> things.put("thing-" + i, i));
    BatchedReads<String, Integer> batched = batched(SHORT);
    gate = new CountDownLatch(1);
    List<Future<Integer>> first = ask(batched, 0, 6);
    await().until(() -> first.stream().filter(Future::isDone).count() >= 6 - BatchedReads.AT_ONCE);
    assertThat(readAlone).hasValueGreaterThanOrEqualTo(6 - BatchedReads.AT_ONCE);
  }

  @Test
  void aFailureIsNotTheOthers() throws Exception {
    BatchedReads<String, Integer> failing =
        new BatchedReads<>(
            (atLeast, keys) -> {
              throw new IllegalStateException("for the sake of one");
            },
            reads,
            threads::execute,
            LONG);

    assertThat(answers(ask(failing, 0, 5))).containsOnly(-1);
  }

  @Test
  void whoDemandsMoreThanIsKnownOrThePrimaryReadsAlone() {
    things.put("thing", 1);
    Loader loader = batched(LONG).loader("thing", this::show, this::alone);
    long ahead = Instant.now().plusSeconds(60).getEpochSecond() << Integer.SIZE;

    assertThat(value(loader.load(0))).isEqualTo(1);
    assertThat(value(loader.load(Loader.CURRENT))).isEqualTo(-1);
    assertThat(reads.isKnown(ahead)).isFalse();
  }

  @Test
  void whoReadsInASessionReadsAlone() throws Exception {
    things.put("thing", 1);
    Loader loader = batched(LONG).loader("thing", this::show, this::alone);

    assertThat(value(CausalShop.within(Requests.first(), () -> loader.load(0)))).isEqualTo(-1);
  }

  @Test
  void aQueryCoversWhatAnyOfItsKeysDemands() throws Exception {
    shop.insert("so that there is a time");
    long known = reads.loader(this::alone).load(0).stamp().covers();
    assertThat(reads.isKnown(known)).isTrue();
    IntStream.range(0, 3).forEach(i -> things.put("thing-" + i, i));
    BatchedReads<String, Integer> batched = batched(LONG);
    gate = new CountDownLatch(1);
    List<Future<Integer>> first = occupied(batched);
    Future<Integer> demanding = threads.submit(() -> load(batched, "thing-0", known));
    await().until(() -> batched.waiting() == 1);
    Future<Integer> other = threads.submit(() -> load(batched, "thing-1", 0));
    await().until(() -> batched.waiting() == 2);
    gate.countDown();

    answers(Stream.concat(first.stream(), Stream.of(demanding, other)).toList());
    assertThat(demands.getLast()).isEqualTo(known);
  }

  /** Whoever asks after a change is answered with it: they never join a query that has begun. */
  @Test
  void nobodyIsAnsweredWithWhatWasBeforeTheyAsked() throws Exception {
    int keys = 4;
    int changes = 2_000;
    IntStream.range(0, keys).forEach(i -> things.put("thing-" + i, 0));
    BatchedReads<String, Integer> batched = batched(LONG);
    List<Future<Boolean>> readers =
        IntStream.range(0, 4 * keys)
            .mapToObj(i -> threads.submit(() -> neverGoesBack(batched, "thing-" + i % keys, 500)))
            .toList();
    for (int i = 0; i < changes; i++) {
      things.merge("thing-" + i % keys, 1, Integer::sum);
      Thread.yield();
    }
    for (Future<Boolean> reader : readers) {
      assertThat(reader.get()).isTrue();
    }
    assertThat(queries).as("some went together").anyMatch(query -> query.size() > 1);
  }

  private boolean neverGoesBack(BatchedReads<String, Integer> batched, String key, int times) {
    for (int i = 0; i < times; i++) {
      int before = things.get(key);
      if (load(batched, key, 0) < before) {
        return false;
      }
    }
    return true;
  }

  private BatchedReads<String, Integer> batched(Duration patience) {
    return new BatchedReads<>(this::query, reads, threads::execute, patience);
  }

  private Dated<Map<String, Integer>> query(long atLeast, List<String> keys) {
    demands.add(atLeast);
    queries.add(keys);
    Map<String, Integer> found = new HashMap<>();
    keys.stream()
        .filter(things::containsKey)
        .forEach(key -> found.put(key, things.getOrDefault(key, 0)));
    Thread.yield();
    awaitGate();
    return new Dated<>(found, 1, 1);
  }

  private void awaitGate() {
    try {
      gate.await();
    } catch (InterruptedException ended) {
      throw new IllegalStateException(ended);
    }
  }

  /** As many queries are under way as may be. */
  private List<Future<Integer>> occupied(BatchedReads<String, Integer> batched) {
    List<Future<Integer>> asked = new ArrayList<>();
    for (int i = 0; i < BatchedReads.AT_ONCE; i++) {
      asked.addAll(ask(batched, i, i + 1));
      await().until(() -> queries.size() == asked.size());
    }
    return asked;
  }

  private List<Future<Integer>> ask(BatchedReads<String, Integer> batched, int from, int to) {
    return IntStream.range(from, to)
        .mapToObj(i -> threads.submit(() -> load(batched, "thing-" + i, 0)))
        .toList();
  }

  private int load(BatchedReads<String, Integer> batched, String key, long atLeast) {
    return value(batched.loader(key, this::show, this::alone).load(atLeast));
  }

  private static List<Integer> answers(List<Future<Integer>> asked) throws Exception {
    List<Integer> answers = new CopyOnWriteArrayList<>();
    for (Future<Integer> one : asked) {
      answers.add(one.get());
    }
    return answers;
  }

  private Shown show(int value) {
    return Shown.of(
        value + 1, Integer.toString(value).getBytes(StandardCharsets.UTF_8), "", Instant.EPOCH);
  }

  private Shown alone() {
    readAlone.incrementAndGet();
    return show(-1);
  }

  private static int value(Loaded loaded) {
    return Integer.parseInt(new String(loaded.body(), StandardCharsets.UTF_8));
  }
}
