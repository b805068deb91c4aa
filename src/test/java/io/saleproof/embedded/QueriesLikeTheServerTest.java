package io.saleproof.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoCommandException;
import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import de.bwaldvogel.mongo.MongoServer;
import de.bwaldvogel.mongo.backend.memory.MemoryBackend;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.bson.BsonValue;
import org.bson.Document;
import org.bson.types.Decimal128;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The indexes must not be seen: random documents, changes and queries get the answers of the plain
 * server, which scans for nearly everything.
 */
class QueriesLikeTheServerTest {
  private static final int ROUNDS = 12;
  private static final int STEPS_PER_ROUND = 120;
  private static final int MANY_AT_ONCE = 4;
  private static final int ALL_KINDS = 6;
  private static final List<String> FIELDS =
      List.of("a", "b", "tags", "lines.sku", "lines.0.sku", "sub.x", "_id");

  private final long seed = Long.getLong("seed", new Random().nextLong());
  private final Random random = new Random(seed);

  @TempDir Path folder;

  @Test
  void answersLikeAScan() {
    MongoServer plain = new MongoServer(new MemoryBackend());
    try (EmbeddedMongo indexed = EmbeddedMongo.open(folder);
        MongoClient ours = MongoClients.create(indexed.connectionString());
        MongoClient theirs = MongoClients.create(plain.bindAndGetConnectionString())) {
      for (int round = 0; round < ROUNDS; round++) {
        String name = "round" + round;
        compare(
            ours.getDatabase("test").getCollection(name),
            theirs.getDatabase("test").getCollection(name));
      }
    } finally {
      plain.shutdownNow();
    }
  }

  private void compare(MongoCollection<Document> ours, MongoCollection<Document> theirs) {
    for (MongoCollection<Document> each : List.of(ours, theirs)) {
      each.createIndex(Indexes.ascending("a"));
      each.createIndex(Indexes.ascending("tags", "b"));
      each.createIndex(Indexes.ascending("lines.sku"));
      each.createIndex(Indexes.ascending("lines.0.sku"));
      each.createIndex(Indexes.ascending("sub.x"));
      each.createIndex(Indexes.ascending("b", "u"), new IndexOptions().unique(true));
    }
    for (int step = 0; step < STEPS_PER_ROUND; step++) {
      Change change = randomChange();
      assertThat(outcome(change, ours))
          .as("seed %d, %s", seed, change)
          .isEqualTo(outcome(change, theirs));
      Document query = randomQuery();
      assertThat(answers(ours, query))
          .as("seed %d, %s", seed, query)
          .isEqualTo(answers(theirs, query));
    }
  }

  private record Change(String what, Document query, Document document) {}

  private Change randomChange() {
    Document query = randomQuery();
    return switch (random.nextInt(8)) {
      case 0, 1, 2, 3 -> new Change("insert", query, randomDocument());
      case 4 -> new Change("updateMany", query, randomUpdate(MANY_AT_ONCE));
      case 5 -> new Change("delete", query, new Document());
      case 6 -> new Change("replace", new Document("_id", random.nextInt(40)), randomDocument());
      default ->
          new Change(
              "updateById",
              new Document("_id", random.nextInt(40)).append("a", randomValue()),
              randomUpdate(ALL_KINDS));
    };
  }

  private static String outcome(Change change, MongoCollection<Document> collection) {
    Document document = new Document(change.document());
    try {
      return switch (change.what()) {
        case "insert" -> "" + collection.insertOne(document).wasAcknowledged();
        case "updateMany" -> "" + collection.updateMany(change.query(), document).getMatchedCount();
        case "updateById" -> "" + collection.updateOne(change.query(), document).getModifiedCount();
        case "delete" -> "" + collection.deleteMany(change.query()).getDeletedCount();
        default -> {
          document.put("_id", change.query().get("_id"));
          yield "" + collection.findOneAndReplace(change.query(), document);
        }
      };
    } catch (MongoWriteException e) {
      return "refused with " + e.getCode();
    } catch (MongoCommandException e) {
      return "failed with " + e.getCode();
    }
  }

  /** Every way to ask, each in an order that does not depend on where documents lie. */
  private static List<Object> answers(MongoCollection<Document> collection, Document query) {
    List<Object> answers = new ArrayList<>();
    try {
      answers.add(collection.find(query).map(Document::toJson).into(new TreeSet<>()));
      answers.add(
          collection
              .find(query)
              .sort(new Document("b", -1).append("_id", 1))
              .skip(1)
              .limit(5)
              .projection(new Document("tags", 1))
              .into(new ArrayList<>()));
      answers.add(collection.countDocuments(query));
      answers.add(
          collection.distinct("b", query, BsonValue.class).into(new ArrayList<>()).stream()
              .map(QueriesLikeTheServerTest::spelledOneWay)
              .sorted()
              .toList());
      answers.add(
          collection
              .aggregate(
                  List.of(
                      new Document("$match", query), new Document("$sort", new Document("_id", 1))))
              .into(new ArrayList<>()));
    } catch (MongoCommandException e) {
      answers.add("failed with " + e.getCode());
    }
    return answers;
  }

  /** Of equal numbers the server names the one it met first. */
  private static String spelledOneWay(BsonValue value) {
    return value.isNumber() ? "" + (value.asNumber().doubleValue() + 0.0) : value.toString();
  }

  private Document randomDocument() {
    Document document =
        new Document(
            "_id",
            random.nextInt(3) == 0 ? (Object) (double) random.nextInt(40) : random.nextInt(40));
    document.append("u", random.nextInt(6));
    maybe(() -> document.append("a", randomValue()));
    maybe(
        () ->
            document.append(
                "b", random.nextInt(10) == 0 ? List.of(randomScalar(), "z") : randomScalar()));
    maybe(() -> document.append("tags", someOf(this::randomValue)));
    maybe(
        () ->
            document.append(
                "sub", random.nextBoolean() ? new Document("x", randomValue()) : randomValue()));
    maybe(
        () ->
            document.append(
                "lines",
                someOf(() -> new Document("sku", randomScalar()).append("n", random.nextInt(3)))));
    return document;
  }

  /** The first four kinds don't touch what is unique, so many at once can't fail half-way. */
  private Document randomUpdate(int kinds) {
    return switch (random.nextInt(kinds)) {
      case 0 -> new Document("$set", new Document("tags", someOf(this::randomValue)));
      case 1 -> new Document("$unset", new Document("sub", 1));
      case 2 -> new Document("$addToSet", new Document("tags", randomScalar()));
      case 3 ->
          new Document(
              "$set", new Document("lines", someOf(() -> new Document("sku", randomScalar()))));
      case 4 -> new Document("$set", new Document("a", randomValue()));
      default -> new Document("$set", new Document("b", randomScalar()));
    };
  }

  private Document randomQuery() {
    Document query = new Document();
    int conditions = 1 + random.nextInt(3);
    for (int i = 0; i < conditions; i++) {
      query.append(FIELDS.get(random.nextInt(FIELDS.size())), randomCondition());
    }
    return switch (random.nextInt(5)) {
      case 0 -> new Document("$and", List.of(query, new Document("b", randomCondition())));
      case 1 -> new Document("$or", List.of(query, new Document("a", randomCondition())));
      default -> query;
    };
  }

  private @Nullable Object randomCondition() {
    return switch (random.nextInt(9)) {
      case 0 -> new Document("$in", someOf(this::randomScalar));
      case 1 -> new Document("$eq", randomScalar());
      case 2 -> new Document("$gte", random.nextInt(4)).append("$in", someOf(this::randomScalar));
      case 3 -> new Document("$ne", randomScalar());
      case 4 -> new Document("$exists", random.nextBoolean());
      case 5 -> null;
      default -> randomValue();
    };
  }

  private @Nullable Object randomValue() {
    return switch (random.nextInt(12)) {
      case 0 -> new Document("x", random.nextInt(3));
      case 1 -> someOf(this::randomScalar);
      case 2 -> null;
      default -> randomScalar();
    };
  }

  private Object randomScalar() {
    int n = random.nextInt(4);
    return switch (random.nextInt(9)) {
      case 0 -> (long) n;
      case 1 -> (double) n;
      case 2 -> new Decimal128(n);
      case 3 -> "s" + n;
      case 4 -> n % 2 == 0;
      case 5 -> Long.MAX_VALUE - n;
      case 6 -> Instant.ofEpochMilli(n);
      case 7 -> n == 0 ? -0.0 : "\0" + n;
      default -> n;
    };
  }

  private <T> List<T> someOf(java.util.function.Supplier<T> element) {
    List<T> list = new ArrayList<>();
    for (int i = random.nextInt(4); i > 0; i--) {
      list.add(element.get());
    }
    return list;
  }

  private void maybe(Runnable addition) {
    if (random.nextInt(4) > 0) {
      addition.run();
    }
  }
}
