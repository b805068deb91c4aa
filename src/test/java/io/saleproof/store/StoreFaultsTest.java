package io.saleproof.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoException;
import com.mongodb.MongoQueryException;
import com.mongodb.ServerAddress;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
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
