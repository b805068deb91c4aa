package io.saleproof.session;

/**
 * How far a client has come in the database's history.
 *
 * @param clusterTime the latest time of the cluster that it was told of
 * @param operationTime of the last thing that it wrote or read, a BSON timestamp as unsigned 64
 *     bits; 0: of nothing, so that nothing is demanded
 */
public record SessionTimes(ClusterTime clusterTime, long operationTime) {

  /** Of a client that has seen nothing. */
  public static final SessionTimes NONE = new SessionTimes(ClusterTime.NONE, 0);

  /** Whether a read need not wait for anything. */
  public boolean demandNothing() {
    return operationTime == 0;
  }

  /** The later of each of both times. */
  public SessionTimes later(SessionTimes other) {
    return new SessionTimes(
        clusterTime.later(other.clusterTime),
        Long.compareUnsigned(other.operationTime, operationTime) > 0
            ? other.operationTime
            : operationTime);
  }
}
