package io.saleproof.cache;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the scripts do to one Redis, each method being one of them: what {@link SharedCache} says,
 * in a few lines. {@link SharedCacheContract} holds the real one to the same.
 */
class RedisModel {

  /** What is kept of a key: a lease alone has no stamp, a marker no entry. */
  record Slot(@Nullable Stamp stamp, @Nullable Entry entry, @Nullable String lease) {

    Slot withLease(@Nullable String token) {
      return new Slot(stamp, entry, token);
    }

    boolean isNewerThan(Stamp other) {
      return stamp != null && other.precedes(stamp);
    }
  }

  private static final Slot NOTHING = new Slot(null, null, null);

  private Map<CacheKey, Slot> slots = new HashMap<>();
  private final List<SharedCache.Listener> listeners = new ArrayList<>();
  private long leases;

  Slot slot(CacheKey key) {
    return slots.getOrDefault(key, NOTHING);
  }

  @Nullable Entry read(CacheKey key) {
    return slot(key).entry;
  }

  Turn acquire(CacheKey key, @Nullable Entry refused, long now) {
    Slot slot = slot(key);
    if (slot.entry != null && slot.entry.freshUntil() > now && !isSame(slot.entry, refused)) {
      return new Turn.Found(slot.entry);
    }
    if (slot.lease != null) {
      return new Turn.Busy();
    }
    String token = "lease-" + ++leases;
    slots.put(key, slot.withLease(token));
    return new Turn.Lease(token, slot.entry);
  }

  boolean store(CacheKey key, Entry entry, @Nullable String lease) {
    Slot slot = slot(key);
    if (slot.isNewerThan(entry.stamp()) || (lease != null && !lease.equals(slot.lease))) {
      return false;
    }
    slots.put(key, new Slot(entry.stamp(), entry, null));
    if (lease == null) {
      publish(key, entry.stamp());
    }
    return true;
  }

  void release(CacheKey key, String lease) {
    if (lease.equals(slot(key).lease)) {
      endLease(key);
    }
  }

  void mark(CacheKey key, Stamp stamp) {
    Slot slot = slots.get(key);
    if (slot != null && (slot.stamp == null || slot.stamp.precedes(stamp))) {
      slots.put(key, new Slot(stamp, null, null));
    }
    publish(key, stamp);
  }

  /** The lease of the key runs out. */
  void endLease(CacheKey key) {
    Slot slot = slot(key).withLease(null);
    if (slot.equals(NOTHING)) {
      slots.remove(key);
    } else {
      slots.put(key, slot);
    }
  }

  /** The key is evicted, or its time is over. */
  void evict(CacheKey key) {
    slots.remove(key);
  }

  /** It is started anew, empty. */
  void flush() {
    slots.clear();
  }

  Map<CacheKey, Slot> snapshot() {
    return Map.copyOf(slots);
  }

  /** A replica that has not had the last writes is promoted. */
  void restore(Map<CacheKey, Slot> earlier) {
    slots = new HashMap<>(earlier);
  }

  void listen(SharedCache.Listener listener) {
    listeners.add(listener);
  }

  void publish(CacheKey key, Stamp stamp) {
    listeners.forEach(each -> each.changed(key.kind().label(), key.name(), stamp));
  }

  private static boolean isSame(Entry kept, @Nullable Entry refused) {
    return refused != null
        && kept.stamp().equals(refused.stamp())
        && kept.loadedAt() == refused.loadedAt();
  }
}
