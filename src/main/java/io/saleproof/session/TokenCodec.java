package io.saleproof.session;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Tokens as clients hold them: fixed fields, the things seen, and an HMAC-SHA256 over all before
 * it; docs/adr/0009 has the table.
 *
 * <p>Opening takes the same steps whatever is wrong: the signature is always computed and always
 * compared as a whole, so that the time tells nothing about where a forgery went wrong. No input
 * makes it fail.
 */
final class TokenCodec {

  static final byte VERSION = 1;
  static final int KEY_AT = 1;
  static final int MAC_BYTES = 32;

  /** Version, key, cluster, issued, cluster time and signature, operation time, floor, count. */
  static final int FIXED_BYTES = 1 + 4 * Long.BYTES + ClusterTime.HASH_BYTES + 3 * Long.BYTES + 1;

  static final int THING_BYTES = 3 * Long.BYTES;
  static final int MIN_BYTES = FIXED_BYTES + MAC_BYTES;
  static final int MAX_BYTES = MIN_BYTES + SeenThings.MAX * THING_BYTES;

  /** No token is longer; what is longer is not read to its end. */
  static final int MAX_CHARS = (MAX_BYTES * 4 + 2) / 3;

  private final KeyRing keys;
  private final long cluster;
  private final Duration skew;

  /**
   * @param cluster the cluster that tokens are of
   * @param skew how far ahead of the clock a token's times may be
   */
  TokenCodec(KeyRing keys, long cluster, Duration skew) {
    this.keys = keys;
    this.cluster = cluster;
    this.skew = skew;
  }

  /** Signs a token with the first key. */
  String issue(SessionState state, Instant now) {
    List<SeenThings.Seen> things = state.things().newest();
    ClusterTime clusterTime = state.times().clusterTime();
    ByteBuffer bytes = ByteBuffer.allocate(MIN_BYTES + things.size() * THING_BYTES);
    bytes.put(VERSION).putLong(keys.signer()).putLong(cluster).putLong(now.toEpochMilli());
    bytes.putLong(clusterTime.time()).put(clusterTime.hash()).putLong(clusterTime.keyId());
    bytes.putLong(state.times().operationTime()).putLong(state.things().floor());
    bytes.put((byte) things.size());
    things.forEach(seen -> bytes.putLong(seen.thing()).putLong(seen.version()).putLong(seen.at()));
    bytes.put(keys.signature(keys.signer(), bytes.array(), bytes.position()));
    return TokenText.encode(bytes.array());
  }

  OpenedToken open(String text, Instant now) {
    TokenText.Decoded decoded = TokenText.decode(text, MAX_CHARS);
    ByteBuffer token = ByteBuffer.allocate(Math.max(decoded.bytes().length, MIN_BYTES));
    token.put(0, decoded.bytes());
    int signed = token.capacity() - MAC_BYTES;
    long key = token.getLong(KEY_AT);
    byte[] sent = new byte[MAC_BYTES];
    token.get(signed, sent);
    boolean genuine =
        MessageDigest.isEqual(keys.signature(key, token.array(), signed), sent) & keys.knows(key);
    boolean shaped = decoded.wellFormed() & isShaped(token, decoded.bytes().length);
    if (!shaped) {
      return new OpenedToken.Ignored(TokenFault.MALFORMED);
    }
    return genuine ? read(token, now) : new OpenedToken.Ignored(TokenFault.FORGED);
  }

  private static boolean isShaped(ByteBuffer token, int length) {
    int things = length - MIN_BYTES;
    return token.get(0) == VERSION & things >= 0 & things % THING_BYTES == 0;
  }

  /** Reads a token whose signature held. */
  private OpenedToken read(ByteBuffer token, Instant now) {
    token.position(KEY_AT + Long.BYTES);
    long ofCluster = token.getLong();
    long issued = token.getLong();
    long time = token.getLong();
    byte[] hash = new byte[ClusterTime.HASH_BYTES];
    token.get(hash);
    SessionTimes times =
        new SessionTimes(new ClusterTime(time, hash, token.getLong()), token.getLong());
    long floor = token.getLong();
    int count = token.get();
    if (count != (token.remaining() - MAC_BYTES) / THING_BYTES) {
      return new OpenedToken.Ignored(TokenFault.MALFORMED);
    }
    List<SeenThings.Seen> things = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      things.add(new SeenThings.Seen(token.getLong(), token.getLong(), token.getLong()));
    }
    if (ofCluster != cluster) {
      return new OpenedToken.Ignored(TokenFault.FOREIGN);
    }
    SessionState state = new SessionState(times, new SeenThings(things, floor));
    return isAhead(state, issued, now.plus(skew))
        ? new OpenedToken.Ignored(TokenFault.FUTURE)
        : new OpenedToken.Valid(state);
  }

  private static boolean isAhead(SessionState state, long issued, Instant latest) {
    long millis = latest.toEpochMilli();
    return issued > millis
        || state.things().floor() > millis
        || state.things().newest().stream().anyMatch(seen -> seen.at() > millis)
        || secondsOf(state.times().clusterTime().time()) > latest.getEpochSecond()
        || secondsOf(state.times().operationTime()) > latest.getEpochSecond();
  }

  private static long secondsOf(long timestamp) {
    return timestamp >>> Integer.SIZE;
  }
}
