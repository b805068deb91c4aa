package io.saleproof.store;

import com.mongodb.MongoException;
import com.mongodb.ReadPreference;
import com.mongodb.client.ClientSession;
import io.saleproof.session.RequestSession;
import io.saleproof.session.SessionTimes;
import io.saleproof.session.TokenFault;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.bson.BsonDocument;
import org.bson.BsonTimestamp;
import org.jspecify.annotations.Nullable;

/**
 * The driver's session of one request: begun from what the client's token says, so that every
 * operation is after all that the client has seen, and after the request's own earlier ones. After
 * each operation, failed ones included, the request is told how far the database was.
 *
 * <p>For one thread at a time, as the driver's own.
 */
final class CausalSession implements AutoCloseable {

  /**
   * The server refuses the times that it is sent: an operation time ahead of it, or a cluster time
   * that none of its keys has signed. It does so before it does anything else.
   */
  static final Set<Integer> REFUSES_TIMES = Set.of(72, 204, 205, 211);

  private final RequestSession request;
  private final CausalSessions sessions;
  private ClientSession driver;
  private boolean fromToken;
  private @Nullable BsonTimestamp toldOperation;
  private @Nullable BsonDocument toldCluster;
  private @Nullable ReplicaReading replica;
  private boolean primaryOnly;

  /** What tokens say is not known of the database before it has said so itself. */
  private long claimed;

  CausalSession(RequestSession request, CausalSessions sessions) {
    this.request = request;
    this.sessions = sessions;
    this.driver = sessions.start();
    SessionTimes times = request.times();
    this.fromToken = !times.equals(SessionTimes.NONE);
    this.claimed = times.operationTime();
    CausalTimes.advance(driver, times);
  }

  RequestSession request() {
    return request;
  }

  /** Where shown reads go at the moment; null: to where their collection sends them. */
  @Nullable ReplicaReading replica() {
    return replica;
  }

  /** Reads whatever is read by the primary, and fails if there is none. */
  <T> T onPrimary(Supplier<T> read) {
    primaryOnly = true;
    try {
      return read.get();
    } finally {
      primaryOnly = false;
    }
  }

  /** Who must be read instead of whom the collection prefers; null: nobody. */
  @Nullable ReadPreference preference() {
    if (primaryOnly) {
      return ReadPreference.primary();
    }
    ReplicaReading reading = replica;
    return reading == null ? null : reading.preference();
  }

  void readFrom(@Nullable ReplicaReading replicas) {
    this.replica = replicas;
  }

  /**
   * Called before each write.
   *
   * @throws NotFromReplica if what decided it may have been read from a replica
   */
  void beginWrite() {
    if (replica != null) {
      throw new NotFromReplica(NotFromReplica.Why.WRITES);
    }
  }

  /**
   * Does an operation in the session. If the server refuses the token's times, the token is dropped
   * and the operation, which was not carried out, done once more without.
   *
   * @throws NotFromReplica if that would show what a replica has, however old
   */
  <T extends @Nullable Object> T run(Function<ClientSession, T> operation) {
    try {
      return timed(operation);
    } catch (MongoException failure) {
      if (!fromToken || !REFUSES_TIMES.contains(failure.getCode())) {
        throw failure;
      }
      beginAnew();
      if (replica != null) {
        throw new NotFromReplica(NotFromReplica.Why.TOKEN_DROPPED);
      }
      return timed(operation);
    }
  }

  private <T extends @Nullable Object> T timed(Function<ClientSession, T> operation) {
    ReplicaReading reading = replica;
    long begun = reading == null ? 0 : System.nanoTime();
    try {
      T result = operation.apply(driver);
      long told = operationTime();
      if (Long.compareUnsigned(told, claimed) > 0) {
        sessions.tell(told);
      }
      return result;
    } finally {
      tell();
      if (reading != null) {
        reading.took(System.nanoTime() - begun);
      }
    }
  }

  private void beginAnew() {
    driver.close();
    driver = sessions.start();
    fromToken = false;
    toldOperation = null;
    toldCluster = null;
    request.ignoreToken(TokenFault.REFUSED);
  }

  /** Whatever comes next is after this time, too, which a token has named. */
  void goOnFromClaimed(long operationTime) {
    claimed = Long.compareUnsigned(operationTime, claimed) > 0 ? operationTime : claimed;
    goOnFrom(operationTime);
  }

  /** Whatever comes next is after this time, too. */
  void goOnFrom(long operationTime) {
    if (operationTime != 0) {
      driver.advanceOperationTime(new BsonTimestamp(operationTime));
    }
  }

  /** Of the last thing written or read that is known to the session; 0: of none. */
  long operationTime() {
    BsonTimestamp operation = driver.getOperationTime();
    return operation == null ? 0 : operation.getValue();
  }

  /** Tells the request how far the session has come. */
  void tell() {
    BsonTimestamp operation = driver.getOperationTime();
    BsonDocument cluster = driver.getClusterTime();
    // The driver puts another object in its place only when it is later.
    if (operation != toldOperation || cluster != toldCluster) {
      toldOperation = operation;
      toldCluster = cluster;
      request.advance(CausalTimes.of(cluster, operation));
    }
  }

  @Override
  public void close() {
    driver.close();
  }
}
