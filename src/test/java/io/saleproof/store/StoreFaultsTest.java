package io.saleproof.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoConnectionPoolClearedException;
import com.mongodb.MongoCredential;
import com.mongodb.MongoException;
import com.mongodb.MongoQueryException;
import com.mongodb.MongoSecurityException;
import com.mongodb.MongoServerUnavailableException;
import com.mongodb.MongoSocketReadException;
import com.mongodb.ServerAddress;
import com.mongodb.connection.ClusterId;
import com.mongodb.connection.ServerId;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import java.util.List;
import org.bson.BsonDocument;
import org.bson.BsonDouble;
import org.bson.BsonInt32;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StoreFaultsTest {

  private static final int BAD_VALUE = 2;
  private static final int AUTHENTICATION_FAILED = 18;

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 89, 133, 9001})
  void aShardThatItsRouterCanNotReachIsADatabaseWithoutAPrimary(int code) {
    assertEquals(
        ProblemCode.NO_PRIMARY, codeOf(new MongoQueryException(answer(code), ROUTER), false));
  }

  @ParameterizedTest
  @ValueSource(ints = {6, 7, 89, 133, 9001})
  void aWriteToAShardThatItsRouterLostMayHaveTakenPlace(int code) {
    assertEquals(
        ProblemCode.OUTCOME_UNKNOWN, codeOf(new MongoCommandException(answer(code), ROUTER), true));
  }

  @Test
  void aRefusedCommandIsNoFailureOfTheInfrastructure() {
    assertNull(StoreFaults.problemOf(new MongoCommandException(answer(BAD_VALUE), ROUTER), false));
  }

  /** The server went while a request waited for one of its connections. */
  @Test
  void whatWaitedForAConnectionSentNothing() {
    MongoException cause = new MongoSocketReadException("ended", ROUTER);
    for (MongoException failure :
        List.of(
            new MongoConnectionPoolClearedException(new ServerId(new ClusterId(), ROUTER), cause),
            new MongoServerUnavailableException("closed"),
            new MongoSecurityException(
                MongoCredential.createScramSha256Credential("shop", "admin", new char[] {'x'}),
                "while signing on",
                cause))) {
      assertEquals(ProblemCode.NO_PRIMARY, codeOf(failure, false));
      assertEquals(ProblemCode.NO_PRIMARY, codeOf(failure, true));
      assertTrue(StoreFaults.nothingWasSent(failure));
    }
  }

  @Test
  void aWrongPasswordIsAFaultOfOurs() {
    assertNull(
        codeOf(
            new MongoSecurityException(
                MongoCredential.createScramSha256Credential("shop", "admin", new char[] {'x'}),
                "refused",
                new MongoCommandException(answer(AUTHENTICATION_FAILED), ROUTER)),
            false));
  }

  private static final ServerAddress ROUTER = new ServerAddress("mongos-a");

  private static @Nullable ProblemCode codeOf(MongoException failure, boolean writing) {
    Problem problem = StoreFaults.problemOf(failure, writing);
    return problem == null ? null : problem.code();
  }

  private static BsonDocument answer(int code) {
    return new BsonDocument("ok", new BsonDouble(0))
        .append("code", new BsonInt32(code))
        .append("errmsg", new BsonString("as a router says it"));
  }
}
