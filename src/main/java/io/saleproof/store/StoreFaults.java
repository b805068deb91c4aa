package io.saleproof.store;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoException;
import com.mongodb.MongoExecutionTimeoutException;
import com.mongodb.MongoNodeIsRecoveringException;
import com.mongodb.MongoNotPrimaryException;
import com.mongodb.MongoOperationTimeoutException;
import com.mongodb.MongoQueryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketException;
import com.mongodb.MongoTimeoutException;
import com.mongodb.MongoWriteConcernException;
import com.mongodb.MongoWriteException;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.ProblemMappers;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.util.Set;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** What a failure of the database means to a client. */
public final class StoreFaults {

  private static final Logger LOG = Logger.getLogger(StoreFaults.class);
  private static final int RETRY_SECONDS = 2;
  private static final Set<String> READS = Set.of("GET", "HEAD");

  /** The server's codes of an operation that {@code maxTimeMS} has ended, there or on a shard. */
  private static final Set<Integer> OUT_OF_TIME = Set.of(50, 262);

  /** The server's codes of being no primary, or none that can answer yet or any more. */
  private static final Set<Integer> OUT_OF_ROLE =
      Set.of(91, 189, 10058, 10107, 11600, 11602, 13435, 13436);

  /**
   * What a router says when a shard can't be reached or has no member that may answer: host
   * unreachable, host not found, network timeout (two), no member for the read preference, no
   * majority yet, and the network's own. The router may have sent a write before.
   */
  private static final Set<Integer> SHARD_AWAY = Set.of(6, 7, 89, 133, 134, 202, 9001);

  /** The server's code of a write that a unique index refused. */
  public static final int DUPLICATE_KEY = 11000;

  /** Whether a write failed on a unique index. */
  public static boolean isDuplicateKey(MongoException failure) {
    return failure.getCode() == DUPLICATE_KEY;
  }

  /** Whether the server gave an operation up because its time was over. */
  public static boolean isOutOfTime(MongoException failure) {
    return failure instanceof MongoExecutionTimeoutException
        || OUT_OF_TIME.contains(failure.getCode());
  }

  /**
   * Whether a server did nothing of what it was asked because of its role. The driver has
   * exceptions for that, but turns those of queries into one for all failures of queries.
   */
  static boolean isOutOfRole(MongoException failure) {
    return failure instanceof MongoNotPrimaryException
        || failure instanceof MongoNodeIsRecoveringException
        || (failure instanceof MongoQueryException && OUT_OF_ROLE.contains(failure.getCode()));
  }

  /**
   * Whether a router could not have it done by the shard, or a shard by its primary, as the answer
   * to a query, to a command, or for the documents of a write. Reads did not take place; writes may
   * have.
   */
  static boolean isOfShard(MongoException failure) {
    return switch (failure) {
      case MongoBulkWriteException bulk ->
          bulk.getWriteErrors().stream().anyMatch(error -> isAway(error.getCode()));
      case MongoWriteException write -> isAway(write.getError().getCode());
      default -> SHARD_AWAY.contains(failure.getCode());
    };
  }

  private static boolean isAway(int code) {
    return SHARD_AWAY.contains(code) || OUT_OF_ROLE.contains(code);
  }

  /** Whether the server refused a write for what it is, so that it has not taken place. */
  public static boolean isRefused(MongoException failure) {
    return failure instanceof MongoWriteException && !isOfShard(failure);
  }

  /**
   * Whether no server was chosen, or none gave a connection, so that nothing can have been written
   * by this operation.
   */
  public static boolean nothingWasSent(MongoException failure) {
    return (failure instanceof MongoTimeoutException
            && !(failure instanceof MongoOperationTimeoutException))
        || isWithoutConnection(failure);
  }

  /**
   * Whether a chosen server gave no connection: it went while others waited for one, or while one
   * was being opened, which the driver takes for a failure of signing on.
   */
  static boolean isWithoutConnection(MongoException failure) {
    return failure instanceof MongoConnectionPoolClearedException
        || failure instanceof MongoServerUnavailableException
        || (failure instanceof MongoSecurityException
            && (failure.getCause() instanceof MongoSocketException
                || failure.getCause() instanceof MongoTimeoutException));
  }

  /** Whether nothing but unique indexes made some writes of an unordered bulk fail. */
  public static boolean onlyDuplicateKeys(MongoBulkWriteException failure) {
    return failure.getWriteConcernError() == null
        && failure.getWriteErrors().stream().allMatch(error -> error.getCode() == DUPLICATE_KEY);
  }

  @ServerExceptionMapper
  public Response unavailable(MongoException failure, RoutingContext context) {
    Problem known = problemOf(failure, !READS.contains(context.request().method().name()));
    if (known == null) {
      return ProblemMappers.fault(failure, context);
    }
    LOG.errorf(
        "database %s: %s at %s",
        known.code().code(), failure.getClass().getSimpleName(), context.request().path());
    return ProblemMappers.answer(known, context);
  }

  /**
   * @param writing whether the request may have written
   * @return {@code null} for what is not a known failure of the infrastructure
   */
  public static @Nullable Problem problemOf(MongoException failure, boolean writing) {
    // Before a server was chosen nothing was sent, so nothing can have been written.
    if (failure instanceof MongoTimeoutException
        || isWithoutConnection(failure)
        || isOutOfRole(failure)
        || (!writing && isOfShard(failure))) {
      return Problem.of(ProblemCode.NO_PRIMARY, "The database has no primary; try again")
          .retryAfterSeconds(RETRY_SECONDS);
    }
    if (failure instanceof MongoWriteConcernException
        || (writing
            && (failure instanceof MongoSocketException
                || isOutOfTime(failure)
                || isOfShard(failure)))) {
      return Problem.of(
              ProblemCode.OUTCOME_UNKNOWN,
              "The write may or may not have taken place; send the same request again")
          .retryAfterSeconds(RETRY_SECONDS);
    }
    if (failure instanceof MongoSocketException || isOutOfTime(failure)) {
      return Problem.of(ProblemCode.DATABASE_TOO_SLOW, "The database did not answer in time")
          .retryAfterSeconds(RETRY_SECONDS);
    }
    return null;
  }
}
