package io.saleproof.redis;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** A {@link Breaker} for each sixteenth of the slots, and what the log is told of them. */
final class Breakers {

  static final int GROUPS = 16;

  private static final Logger LOG = Logger.getLogger(Breakers.class);
  private static final int SLOTS_OF_GROUP = HashSlot.COUNT / GROUPS;

  private final Breaker[] breakers = new Breaker[GROUPS];
  private final String[] probeKeys = probeKeys();
  private final AtomicInteger opened = new AtomicInteger();

  Breakers(LongSupplier nanos, RedisConfig config) {
    Arrays.setAll(
        breakers, group -> new Breaker(nanos, config.breakerWait(), config.breakerLongestWait()));
  }

  Breaker of(int slot) {
    return breakers[slot / SLOTS_OF_GROUP];
  }

  /** Notes that a call about this slot failed for a reason that lies with the node. */
  void failed(int slot, RedisTrouble trouble, @Nullable RedisNode node) {
    if (of(slot).failed() && opened.getAndIncrement() == 0) {
      LOG.warnf(
          "Redis is in trouble, going on without what %s holds: %s", node, trouble.getMessage());
    }
  }

  /** Tells the log once it is over. */
  void tellIfOver() {
    if (allClosed() && opened.getAndSet(0) > 0) {
      LOG.info("Redis answers again, for all that it holds");
    }
  }

  /** Other nodes have taken over some slots: what they hold may be had again. */
  void mapChanged(SlotMap before, SlotMap now) {
    for (int group = 0; group < GROUPS; group++) {
      int from = group * SLOTS_OF_GROUP;
      if (now.differs(before, from, from + SLOTS_OF_GROUP)) {
        breakers[group].probeNow();
      }
    }
  }

  int count(Breaker.State state) {
    int count = 0;
    for (Breaker breaker : breakers) {
      count += breaker.state() == state ? 1 : 0;
    }
    return count;
  }

  boolean allClosed() {
    return count(Breaker.State.CLOSED) == GROUPS;
  }

  /** A key of each group that isn't closed, for a call that finds out whether it may be. */
  void forEachProbe(Consumer<String> probe) {
    for (int group = 0; group < GROUPS; group++) {
      if (breakers[group].state() != Breaker.State.CLOSED) {
        probe.accept(probeKeys[group]);
      }
    }
  }

  private static String[] probeKeys() {
    String[] keys = new String[GROUPS];
    for (int i = 0, missing = GROUPS; missing > 0; i++) {
      String key = "saleproof:probe:" + i;
      int group = HashSlot.of(key) / SLOTS_OF_GROUP;
      if (keys[group] == null) {
        keys[group] = key;
        missing--;
      }
    }
    return keys;
  }
}
