package io.saleproof.session;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A primary that counts, and a replica that has what it was last given; and which of the instances
 * that share it live.
 */
final class TestDatabase {

  private final AtomicLong primary = new AtomicLong();
  private final AtomicLong replica = new AtomicLong();
  private final Map<String, Runnable> held = new ConcurrentHashMap<>();
  private final Set<String> living = ConcurrentHashMap.newKeySet();

  /** From now on all instances know of this one. */
  KnownInstances register(String instance) {
    living.add(instance);
    return new KnownInstances() {
      @Override
      public String self() {
        return instance;
      }

      @Override
      public boolean knows(String other) {
        return living.contains(other);
      }
    };
  }

  void unregister(String instance) {
    living.remove(instance);
  }

  /** Its number is its operation time, too. */
  long add() {
    return primary.incrementAndGet();
  }

  void replicateUpTo(long time) {
    replica.set(time);
  }

  /** From the replica if it has what is demanded, else from the primary. */
  long readFor(long demanded) {
    long there = replica.get();
    return there >= demanded ? there : primary.get();
  }

  /** The answer to the request of this name waits until it is let go. */
  void hold(String name) {
    held.put(name, () -> {});
  }

  void letGo(String name) {
    held.remove(name).run();
  }

  void beforeAnswer(@Nullable String name, Runnable answer) {
    if (name == null || held.replace(name, answer) == null) {
      answer.run();
    }
  }
}
