package io.saleproof.proof;

import io.saleproof.orders.OrderId;
import io.saleproof.proof.Answer.Said;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all clients together have asked under keys and were told, so that nothing that was said is
 * ever taken back.
 */
final class Memory {

  /** So many orders are remembered for being moved on. */
  private static final int RECENT = 1_024;

  /** A request that can be sent again, and what it was told if it was told something. */
  private static final class Request {
    private final Function<Instance, Answer> request;
    private volatile @Nullable Said said;

    Request(Function<Instance, Answer> request) {
      this.request = request;
    }
  }

  private final ConcurrentMap<String, Request> requests = new ConcurrentHashMap<>();
  private final AtomicReferenceArray<String> keys;
  private final AtomicLong numberOfKeys = new AtomicLong();
  private final AtomicReferenceArray<OrderId> recent = new AtomicReferenceArray<>(RECENT);
  private final AtomicLong orders = new AtomicLong();
  private final Queue<String> contradictions = new ConcurrentLinkedQueue<>();

  /**
   * @param operations more requests than this are never made
   */
  Memory(int operations) {
    this.keys = new AtomicReferenceArray<>(operations);
  }

  /** Sends a request under its key, for the first time or again. */
  Answer send(String key, Function<Instance, Answer> request, Instance to) {
    Request known = requests.computeIfAbsent(key, k -> remember(k, request));
    return send(key, known, to);
  }

  /** Sends an earlier request again; null if there is none. */
  @Nullable Answer sendAgain(SplittableRandom random, Instance to) {
    long known = numberOfKeys.get();
    String key = known == 0 ? null : keys.get((int) random.nextLong(known));
    return key == null ? null : send(key, requests.get(key), to);
  }

  /** Sends all requests again that were told something; they must be told the same. */
  long sendAllAgain(Instance to) {
    long sent = 0;
    for (Map.Entry<String, Request> request : requests.entrySet()) {
      if (request.getValue().said != null) {
        sent++;
        if (!(send(request.getKey(), request.getValue(), to) instanceof Said)) {
          contradictions.add(request.getKey() + ": nothing is said any more");
        }
      }
    }
    return sent;
  }

  private Request remember(String key, Function<Instance, Answer> request) {
    keys.set((int) numberOfKeys.getAndIncrement(), key);
    return new Request(request);
  }

  private Answer send(String key, Request request, Instance to) {
    Answer answer = request.request.apply(to);
    if (answer instanceof Said now) {
      Said before = request.said;
      if (before == null) {
        // Two that were told at once are compared when the key is sent again at the end.
        request.said = now;
      } else if (!before.equals(now)) {
        contradictions.add(key + ":\n  " + before + "\n  " + now);
      }
    }
    return answer;
  }

  void ordered(OrderId id) {
    recent.set((int) (orders.getAndIncrement() % RECENT), id);
  }

  /** One of the last orders that clients were told of; null if there is none. */
  @Nullable OrderId anOrder(SplittableRandom random) {
    return recent.get(random.nextInt(RECENT));
  }

  boolean knows(String key) {
    return requests.containsKey(key);
  }

  /** What was said and then not kept, in words. */
  Iterable<String> contradictions() {
    return contradictions;
  }
}
