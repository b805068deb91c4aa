package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.ObjectId;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One member of the set: its history, what it has of the data, and what of that a majority has.
 * Guarded by the set's lock.
 */
final class Member {

  /** Writes whose answers are remembered; a client repeats its last one. */
  private static final int REMEMBERED_WRITES = 10_000;

  private final int number;
  private final String address;
  private final OpLog log = new OpLog();
  private final Map<Retryable.Key, Retryable> retryables = new LinkedHashMap<>();
  private final Copy majority;
  private Copy local;
  private long committed;
  private OpTime committedAt = OpTime.NONE;
  private Duration lag = Duration.ZERO;
  private boolean frozen;
  private boolean up = true;
  private ObjectId process = new ObjectId();

  Member(int number, String address, Clock clock) {
    this.number = number;
    this.address = address;
    this.local = new Copy(clock);
    this.majority = new Copy(clock);
  }

  int number() {
    return number;
  }

  String address() {
    return address;
  }

  OpLog log() {
    return log;
  }

  /** What this member has. */
  Copy local() {
    return local;
  }

  /** What this member knows that a majority has. */
  Copy majority() {
    return majority;
  }

  /** How many entries it knows to be with a majority. */
  long committed() {
    return committed;
  }

  OpTime committedAt() {
    return committedAt;
  }

  // ---- history

  /** Takes over an entry from the primary. */
  void follow(Entry entry) {
    entry.changes().forEach(local::apply);
    add(entry);
  }

  /** Adds an entry to the history that is in the data already. */
  void add(Entry entry) {
    log.append(entry);
    Retryable retryable = entry.retryable();
    if (retryable != null) {
      retryables.put(retryable.key(), retryable);
      if (retryables.size() > REMEMBERED_WRITES) {
        retryables.remove(retryables.keySet().iterator().next());
      }
    }
  }

  @Nullable Retryable find(Retryable.Key key) {
    return retryables.get(key);
  }

  /** Learns that a majority has the first so many entries, all of which this member has. */
  void learnCommitted(long entries) {
    while (committed < entries) {
      Entry entry = log.get(committed++);
      entry.changes().forEach(majority::apply);
      committedAt = entry.at();
    }
  }

  /** Gives up its history from an entry on, which no majority has. */
  void rollBack(long from) {
    if (from < committed) {
      throw new IllegalStateException("what a majority has is never rolled back");
    }
    for (long number = from; number < log.end(); number++) {
      Retryable undone = log.get(number).retryable();
      if (undone != null) {
        retryables.remove(undone.key());
      }
    }
    log.truncate(from);
    local = majority.fork();
    for (long number = committed; number < from; number++) {
      log.get(number).changes().forEach(local::apply);
    }
  }

  // ---- what the test decides

  Duration lag() {
    return lag;
  }

  void lag(Duration behind) {
    this.lag = behind;
  }

  boolean frozen() {
    return frozen;
  }

  void freeze(boolean stop) {
    this.frozen = stop;
  }

  boolean up() {
    return up;
  }

  void stop() {
    up = false;
  }

  void start() {
    up = true;
    process = new ObjectId();
  }

  /** Another one after each start. */
  ObjectId process() {
    return process;
  }
}
