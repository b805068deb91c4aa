package io.saleproof.simulated;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.gte;
import static com.mongodb.client.model.Filters.in;
import static com.mongodb.client.model.Updates.inc;
import static com.mongodb.client.model.Updates.push;
import static com.mongodb.client.model.Updates.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.ClientSessionOptions;
import com.mongodb.MongoBulkWriteException;
import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.ReadConcern;
import com.mongodb.ReadPreference;
import com.mongodb.WriteConcern;
import com.mongodb.client.ClientSession;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.Accumulators;
import com.mongodb.client.model.Aggregates;
import com.mongodb.client.model.BulkWriteOptions;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.InsertManyOptions;
import com.mongodb.client.model.InsertOneModel;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOneModel;
import com.mongodb.client.model.UpdateOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every client of a cluster relies on: at the members, at the routers, and at the cluster
 * named by {@code TEST_MONGODB_URL}.
 */
@ParameterizedClass
@MethodSource("clusters")
class ServerContractTest {

  private static final SimulatedCluster SIMULATED = SimulatedCluster.start(3, 2);

  @Parameter String url;

  private MongoClient client;
  private MongoDatabase database;
  private MongoCollection<Document> things;

  static Stream<String> clusters() {
    return Stream.concat(
        Stream.of(SIMULATED.replicaSetUrl(), SIMULATED.url()),
        Stream.ofNullable(System.getenv("TEST_MONGODB_URL")).filter(it -> it.contains("://")));
  }

  @BeforeEach
  void connect() {
    client = MongoClients.create(url);
    database =
        client
            .getDatabase("contract-" + UUID.randomUUID())
            .withReadConcern(ReadConcern.MAJORITY)
            .withWriteConcern(WriteConcern.MAJORITY);
    things = database.getCollection("things");
  }

  @AfterEach
  void drop() {
    database.drop();
    client.close();
  }

  @AfterAll
  static void close() {
    SIMULATED.close();
  }

  @Test
  void keepsWhatIsWritten() {
    Document thing =
        new Document("_id", "a").append("n", 1L).append("list", List.of(1, 2)).append("none", null);
    things.insertOne(thing);

    assertThat(things.find().first()).isEqualTo(thing);
    assertThat(things.updateOne(eq("_id", "a"), inc("n", 2L)).getModifiedCount()).isEqualTo(1);
    assertThat(things.updateOne(eq("_id", "b"), inc("n", 2L)).getMatchedCount()).isZero();
    assertThat(things.find(and(eq("_id", "a"), gte("n", 3))).first()).containsEntry("n", 3L);
    assertThat(things.deleteOne(eq("_id", "a")).getDeletedCount()).isEqualTo(1);
    assertThat(things.countDocuments()).isZero();
  }

  @Test
  void upsertTellsWhatItHasMade() {
    var made = things.updateOne(eq("_id", "a"), set("n", 1), new UpdateOptions().upsert(true));
    var found = things.updateOne(eq("_id", "a"), set("n", 2), new UpdateOptions().upsert(true));

    assertThat(made.getUpsertedId().asString().getValue()).isEqualTo("a");
    assertThat(found.getUpsertedId()).isNull();
    assertThat(found.getMatchedCount()).isEqualTo(1);
  }

  @Test
  void findAndModifyAnswersBeforeOrAfter() {
    things.insertOne(new Document("_id", "a").append("n", 1));
    var after = new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);

    assertThat(things.findOneAndUpdate(eq("_id", "a"), inc("n", 1))).containsEntry("n", 1);
    assertThat(things.findOneAndUpdate(eq("_id", "a"), inc("n", 1), after)).containsEntry("n", 3);
    assertThat(things.findOneAndUpdate(eq("_id", "b"), inc("n", 1))).isNull();
    assertThat(things.findOneAndUpdate(eq("_id", "c"), inc("n", 1), after.upsert(true)))
        .containsEntry("n", 1);
    assertThat(things.findOneAndDelete(eq("_id", "a"))).containsEntry("n", 3);
  }

  @Test
  void uniqueIndexRefusesTheSecond() {
    things.createIndex(Indexes.ascending("a", "b"), new IndexOptions().unique(true));
    things.insertOne(new Document("_id", 1).append("a", 1).append("b", 1));

    assertThatThrownBy(() -> things.insertOne(new Document("_id", 2).append("a", 1).append("b", 1)))
        .isInstanceOfSatisfying(
            MongoWriteException.class, e -> assertThat(e.getCode()).isEqualTo(11000));
    things.insertOne(new Document("_id", 2).append("a", 1).append("b", 2));
    assertThatThrownBy(() -> things.findOneAndUpdate(eq("_id", 2), set("b", 1)))
        .isInstanceOfSatisfying(
            MongoCommandException.class, e -> assertThat(e.getCode()).isEqualTo(11000));
    assertThat(things.countDocuments()).isEqualTo(2);
    assertThat(names(things.listIndexes())).containsExactlyInAnyOrder("_id_", "a_1_b_1");
    things.dropIndex("a_1_b_1");
    things.insertOne(new Document("_id", 3).append("a", 1).append("b", 1));
  }

  @Test
  void orderedBulkStopsAtTheFirstError() {
    things.insertOne(new Document("_id", "there"));
    var writes =
        List.of(
            new InsertOneModel<>(new Document("_id", "a")),
            new InsertOneModel<>(new Document("_id", "there")),
            new InsertOneModel<>(new Document("_id", "b")));

    assertThatThrownBy(() -> things.bulkWrite(writes))
        .isInstanceOfSatisfying(
            MongoBulkWriteException.class,
            e -> {
              assertThat(e.getWriteResult().getInsertedCount()).isEqualTo(1);
              assertThat(e.getWriteErrors()).extracting("index").containsExactly(1);
            });
    assertThat(ids(things)).containsExactlyInAnyOrder("there", "a");
  }

  @Test
  void unorderedInsertGoesOnAndCountsWhatItDid() {
    things.insertOne(new Document("_id", "there"));
    var documents = Stream.of("a", "there", "b").map(id -> new Document("_id", id)).toList();

    assertThatThrownBy(() -> things.insertMany(documents, new InsertManyOptions().ordered(false)))
        .isInstanceOfSatisfying(
            MongoBulkWriteException.class,
            e -> assertThat(e.getWriteResult().getInsertedCount()).isEqualTo(2));
    assertThat(ids(things)).containsExactlyInAnyOrder("there", "a", "b");
  }

  @Test
  void orderedUpdatesStopAtTheFirstError() {
    things.createIndex(Indexes.ascending("n"), new IndexOptions().unique(true));
    things.insertMany(
        IntStream.range(0, 3).mapToObj(n -> new Document("_id", n).append("n", n)).toList());
    List<UpdateOneModel<Document>> updates =
        List.of(
            new UpdateOneModel<>(eq("_id", 0), set("n", 10)),
            new UpdateOneModel<>(eq("_id", 1), set("n", 2)),
            new UpdateOneModel<>(eq("_id", 2), set("n", 20)));

    assertThatThrownBy(() -> things.bulkWrite(updates)).isInstanceOf(MongoBulkWriteException.class);
    assertThat(things.distinct("n", Integer.class).into(new ArrayList<>()))
        .containsExactlyInAnyOrder(10, 1, 2);
    assertThatThrownBy(() -> things.bulkWrite(updates, new BulkWriteOptions().ordered(false)))
        .isInstanceOf(MongoBulkWriteException.class);
    assertThat(things.distinct("n", Integer.class).into(new ArrayList<>()))
        .containsExactlyInAnyOrder(10, 1, 20);
  }

  @Test
  @Timeout(60)
  void longResultsComeInBatchesAndInOrder() {
    things.insertMany(
        IntStream.range(0, 250).mapToObj(n -> new Document("_id", n).append("m", n % 7)).toList());

    List<Integer> all =
        things
            .find()
            .sort(Sorts.descending("_id"))
            .map(it -> it.getInteger("_id"))
            .batchSize(20)
            .into(new ArrayList<>());
    assertThat(all).isEqualTo(IntStream.range(0, 250).mapToObj(n -> 249 - n).toList());
    assertThat(
            things
                .find()
                .sort(Sorts.ascending("_id"))
                .skip(10)
                .limit(3)
                .batchSize(2)
                .map(it -> it.getInteger("_id"))
                .into(new ArrayList<>()))
        .containsExactly(10, 11, 12);
    try (var cursor = things.find().batchSize(20).iterator()) {
      cursor.next();
    }
    assertThat(things.find(in("m", 1, 2)).into(new ArrayList<>())).hasSize(72);
    assertThat(things.estimatedDocumentCount()).isEqualTo(250);
  }

  @Test
  void aggregates() {
    things.insertMany(
        IntStream.range(0, 10).mapToObj(n -> new Document("_id", n).append("m", n % 2)).toList());

    List<Document> sums =
        things
            .aggregate(
                List.of(
                    Aggregates.match(gte("_id", 4)),
                    Aggregates.group("$m", Accumulators.sum("sum", "$_id")),
                    Aggregates.sort(Sorts.ascending("_id"))))
            .into(new ArrayList<>());
    assertThat(sums)
        .containsExactly(
            new Document("_id", 0).append("sum", 18), new Document("_id", 1).append("sum", 21));
    assertThat(things.countDocuments(eq("m", 1))).isEqualTo(5);
  }

  @Test
  void arraysGrowByOperators() {
    things.insertOne(new Document("_id", "a"));
    things.updateOne(eq("_id", "a"), push("list", new Document("k", 1)));
    things.updateOne(and(eq("_id", "a"), eq("list.k", 1)), inc("list.$.k", 5));

    assertThat(things.find().first().getList("list", Document.class))
        .containsExactly(new Document("k", 6));
  }

  @Test
  void sessionReadsItsOwnWritesFromAnyMember() {
    try (ClientSession session =
        client.startSession(ClientSessionOptions.builder().causallyConsistent(true).build())) {
      for (int n = 0; n < 20; n++) {
        things.insertOne(session, new Document("_id", n));
        assertThat(
                things
                    .withReadPreference(ReadPreference.secondaryPreferred())
                    .find(session, eq("_id", n))
                    .first())
            .isNotNull();
      }
    }
  }

  @Test
  void operationTimeGrowsWithEachWriteAndIsWhatTheNextReadAsksFor() {
    try (ClientSession session = client.startSession()) {
      BsonTimestamp before = null;
      for (int n = 0; n < 5; n++) {
        things.insertOne(session, new Document("_id", n));
        assertThat(session.getOperationTime()).isNotNull();
        if (before != null) {
          assertThat(session.getOperationTime()).isGreaterThan(before);
        }
        before = session.getOperationTime();
        assertThat(session.getClusterTime().getTimestamp("clusterTime"))
            .isGreaterThanOrEqualTo(before);
      }
    }
  }

  @Test
  void anotherClientGoesOnFromOnesTimes() {
    try (ClientSession one = client.startSession();
        MongoClient elsewhere = MongoClients.create(url);
        ClientSession other = elsewhere.startSession()) {
      things.insertOne(one, new Document("_id", "a"));
      other.advanceClusterTime(one.getClusterTime());
      other.advanceOperationTime(one.getOperationTime());

      assertThat(
              elsewhere
                  .getDatabase(database.getName())
                  .getCollection("things")
                  .withReadConcern(ReadConcern.MAJORITY)
                  .withReadPreference(ReadPreference.secondaryPreferred())
                  .find(other, eq("_id", "a"))
                  .first())
          .isNotNull();
    }
  }

  @Test
  void operationTimeAheadOfTheClusterIsRefused() {
    try (ClientSession session = client.startSession()) {
      things.insertOne(session, new Document("_id", "a"));
      int later = session.getOperationTime().getTime() + 3_600;
      session.advanceOperationTime(new BsonTimestamp(later, 1));

      assertThatThrownBy(() -> things.find(session).first())
          .isInstanceOfSatisfying(
              MongoCommandException.class,
              e -> assertThat(e.getErrorCode()).isEqualTo(Codes.INVALID_OPTIONS));
    }
  }

  @Test
  void collectionsComeAndGo() {
    things.insertOne(new Document("_id", 1));
    database.createCollection("empty");
    assertThat(database.listCollectionNames()).containsExactlyInAnyOrder("things", "empty");
    assertThat(client.listDatabaseNames()).contains(database.getName());

    database.getCollection("empty").drop();
    things.aggregate(List.of(Aggregates.out("copied"))).toCollection();
    things.drop();
    assertThat(database.listCollectionNames()).containsExactly("copied");
    assertThat(database.getCollection("copied").countDocuments()).isEqualTo(1);
  }

  @Test
  void unknownCommandIsRefused() {
    assertThatThrownBy(() -> database.runCommand(new Document("noSuchThing", 1)))
        .isInstanceOfSatisfying(
            MongoCommandException.class,
            e -> assertThat(e.getErrorCode()).isEqualTo(Codes.COMMAND_NOT_FOUND));
  }

  private static List<Object> ids(MongoCollection<Document> collection) {
    return collection.find().map(it -> it.get("_id")).into(new ArrayList<>());
  }

  private static List<String> names(Iterable<Document> documents) {
    List<String> names = new ArrayList<>();
    documents.forEach(it -> names.add(it.getString("name")));
    return names;
  }
}
