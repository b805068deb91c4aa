package io.saleproof.cache;

import io.quarkus.runtime.configuration.MemorySize;
import java.math.BigInteger;
import java.time.Duration;

/** Settings for tests; waits are short, as their ends are decided otherwise. */
record TestConfig(
    MemorySize memory,
    int loads,
    Duration loadsWait,
    Duration lease,
    Duration leaseWait,
    Duration tellWithin,
    int hotHits)
    implements CacheConfig {

  /** Who waits for a lease waits once. */
  static TestConfig small() {
    return new TestConfig(
        new MemorySize(BigInteger.valueOf(1 << 20)),
        8,
        Duration.ofMillis(200),
        Duration.ofSeconds(5),
        Duration.ofMillis(1),
        Duration.ofSeconds(5),
        0);
  }

  /** As small, but who finds another at it waits for them. */
  TestConfig patient() {
    return new TestConfig(memory, loads, loadsWait, lease, lease, tellWithin, hotHits);
  }

  TestConfig withHotHits(int hits) {
    return new TestConfig(memory, loads, loadsWait, lease, leaseWait, tellWithin, hits);
  }
}
