package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.BinData;
import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The cluster's logical clock and its signature. Every cluster has a key of its own, so that times
 * of another are recognised. Not thread-safe.
 */
final class ClusterTimes {

  /** How far ahead of the clock a time may be that is not signed, as at the server. */
  static final Duration MAX_DRIFT = Duration.ofDays(365);

  private static final int COUNTER_BITS = 32;
  private static final int HASH_BYTES = 20;

  private final Clock clock;
  private final boolean signed;
  private final long keyId;
  private final Mac mac;
  private long newest;

  /**
   * @param signed whether times are signed, as in a cluster with access control; else the signature
   *     is a dummy and any time within {@link #MAX_DRIFT} is believed
   */
  ClusterTimes(Clock clock, boolean signed) {
    this.clock = clock;
    this.signed = signed;
    SecureRandom random = new SecureRandom();
    this.keyId = signed ? random.nextLong(1, Long.MAX_VALUE) : 0;
    byte[] key = new byte[HASH_BYTES];
    random.nextBytes(key);
    try {
      this.mac = Mac.getInstance("HmacSHA1");
      this.mac.init(new SecretKeySpec(key, "HmacSHA1"));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has HmacSHA1", e);
    }
    this.newest = clock.instant().getEpochSecond() << COUNTER_BITS | 1;
  }

  /** The newest time that is known. */
  long newest() {
    return newest;
  }

  /** The time of the next write, after all that are known. */
  long tick() {
    long now = clock.instant().getEpochSecond() << COUNTER_BITS;
    newest = Math.max(newest, now) + 1;
    return newest;
  }

  /** What every answer carries. */
  Document gossip() {
    return new Document("clusterTime", new BsonTimestamp(newest))
        .append(
            "signature", new Document("hash", new BinData(hash(newest))).append("keyId", keyId));
  }

  /**
   * Believes a time that a client has sent, or doesn't.
   *
   * @throws CommandFailure if it is ahead and not this cluster's
   */
  void learn(Document gossip) {
    long time = ((BsonTimestamp) gossip.get("clusterTime")).getValue();
    if (Long.compareUnsigned(time, newest) <= 0) {
      return;
    }
    if (signed) {
      check(time, (Document) gossip.get("signature"));
    }
    long latest = clock.instant().plus(MAX_DRIFT).getEpochSecond() << COUNTER_BITS;
    if (Long.compareUnsigned(time, latest) > 0) {
      throw new CommandFailure(
          Codes.CLUSTER_TIME_FAILS_RATE_LIMITER,
          "New cluster time is too far from this node's wall clock time");
    }
    newest = time;
  }

  private void check(long time, Document signature) {
    if (((Number) signature.get("keyId")).longValue() != keyId) {
      throw new CommandFailure(
          Codes.KEY_NOT_FOUND, "No keys found for HMAC that is valid for the time sent");
    }
    byte[] sent = ((BinData) signature.get("hash")).getData();
    if (!MessageDigest.isEqual(sent, hash(time))) {
      throw new CommandFailure(Codes.TIME_PROOF_MISMATCH, "Proof does not match signature");
    }
  }

  private byte[] hash(long time) {
    return signed
        ? mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(time).array())
        : new byte[HASH_BYTES];
  }
}
