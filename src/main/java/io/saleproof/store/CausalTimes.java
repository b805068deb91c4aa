package io.saleproof.store;

import com.mongodb.session.ClientSession;
import io.saleproof.session.ClusterTime;
import io.saleproof.session.SessionTimes;
import org.bson.BsonBinary;
import org.bson.BsonDocument;
import org.bson.BsonInt64;
import org.bson.BsonTimestamp;
import org.bson.BsonValue;
import org.jspecify.annotations.Nullable;

/** The times of a session as the driver has them, and as tokens do. */
final class CausalTimes {

  private static final String TIME = "clusterTime";
  private static final String SIGNATURE = "signature";
  private static final String HASH = "hash";
  private static final String KEY = "keyId";

  private CausalTimes() {}

  /** What the driver's session knows now. */
  static SessionTimes of(@Nullable BsonDocument clusterTime, @Nullable BsonTimestamp operation) {
    return new SessionTimes(clusterTime(clusterTime), operation == null ? 0 : operation.getValue());
  }

  /** Lets the driver's session go on from these times. */
  static void advance(ClientSession session, SessionTimes times) {
    if (times.operationTime() != 0) {
      session.advanceOperationTime(new BsonTimestamp(times.operationTime()));
    }
    if (!times.clusterTime().isNone()) {
      session.advanceClusterTime(document(times.clusterTime()));
    }
  }

  private static ClusterTime clusterTime(@Nullable BsonDocument told) {
    BsonValue time = told == null ? null : told.get(TIME);
    if (told == null || time == null || !time.isTimestamp()) {
      return ClusterTime.NONE;
    }
    byte[] hash = new byte[ClusterTime.HASH_BYTES];
    long key = 0;
    BsonValue signature = told.get(SIGNATURE);
    if (signature != null && signature.isDocument()) {
      BsonValue signed = signature.asDocument().get(HASH);
      if (signed != null
          && signed.isBinary()
          && signed.asBinary().getData().length == hash.length) {
        hash = signed.asBinary().getData();
        BsonValue keyId = signature.asDocument().get(KEY);
        key = keyId != null && keyId.isNumber() ? keyId.asNumber().longValue() : 0;
      }
    }
    return new ClusterTime(time.asTimestamp().getValue(), hash, key);
  }

  private static BsonDocument document(ClusterTime time) {
    return new BsonDocument(TIME, new BsonTimestamp(time.time()))
        .append(
            SIGNATURE,
            new BsonDocument(HASH, new BsonBinary(time.hash()))
                .append(KEY, new BsonInt64(time.keyId())));
  }
}
