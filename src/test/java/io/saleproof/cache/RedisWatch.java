package io.saleproof.cache;

import static io.saleproof.cache.Things.KEY;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Looks after each step at Redis whether something older has come back; and remembers what it was
 * before, for a replica that lags.
 */
final class RedisWatch implements SharedCache.Listener {

  private record Written(Stamp stamp, long moment) {}

  private final RedisModel redis;
  private final List<String> told;
  private final List<Map<CacheKey, RedisModel.Slot>> snapshots = new ArrayList<>();
  private final List<Written> written = new ArrayList<>();
  private RedisModel.Slot before;
  private @Nullable Stamp kept;
  private long moment;

  RedisWatch(RedisModel redis, List<String> told) {
    this.redis = redis;
    this.told = told;
    this.before = redis.slot(KEY);
    snapshots.add(redis.snapshot());
    redis.listen(this);
  }

  /** The moment of what is done now. */
  void moment(long now) {
    moment = now;
  }

  /** A writer has told Redis. */
  @Override
  public void changed(String label, String name, Stamp stamp) {
    written.add(new Written(stamp, moment));
    if (before.stamp() != null || before.lease() != null) {
      keeps(stamp);
    }
  }

  @Override
  public void doubt() {
    throw new IllegalStateException("messages are doubted elsewhere");
  }

  /** A step has been taken. */
  void after() {
    RedisModel.Slot slot = redis.slot(KEY);
    if (slot.entry() != null && slot.entry() != before.entry()) {
      check(slot.entry());
      keeps(slot.entry().stamp());
    }
    if (!redis.snapshot().equals(snapshots.getLast())) {
      snapshots.add(redis.snapshot());
    }
    before = slot;
  }

  /** The key is lost: what others are about to put back must still not be what was changed. */
  void lost() {
    snapshots.clear();
    snapshots.add(redis.snapshot());
    before = redis.slot(KEY);
    kept = null;
  }

  boolean hasReplicaBehind() {
    return snapshots.size() > 1;
  }

  /** The last change is lost, and that it was told. */
  void promote() {
    snapshots.removeLast();
    redis.restore(snapshots.getLast());
    before = redis.slot(KEY);
    kept = before.stamp();
    written.clear();
  }

  String state() {
    StringBuilder state = new StringBuilder();
    RedisModel.Slot slot = redis.slot(KEY);
    state.append(slot.stamp()).append(slot.lease() != null).append(kept).append(snapshots.size());
    if (slot.entry() != null) {
      state.append(slot.entry().loadedAt()).append(readAt(slot.entry()) == Long.MAX_VALUE);
    }
    written.forEach(each -> state.append(each.stamp));
    return state.toString();
  }

  private void keeps(Stamp stamp) {
    if (kept == null || kept.precedes(stamp)) {
      kept = stamp;
    }
  }

  private void check(Entry entry) {
    if (kept != null && entry.stamp().precedes(kept)) {
      throw new Breach("Redis goes back: " + entry.stamp() + " after " + kept, told);
    }
    for (Written each : written) {
      if (each.moment > readAt(entry) && entry.stamp().precedes(each.stamp)) {
        throw new Breach("put back: " + entry.stamp() + " after " + each.stamp, told);
      }
    }
  }

  /** When its loader has read it; what a writer puts was not read. */
  private static long readAt(Entry entry) {
    String body = new String(entry.body(), StandardCharsets.UTF_8);
    return body.isEmpty() || !Character.isDigit(body.charAt(0))
        ? Long.MAX_VALUE
        : Long.parseLong(body);
  }
}
