package io.saleproof.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.DuplicateKeyException;
import com.mongodb.MongoNamespace;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Updates;
import com.mongodb.client.result.UpdateResult;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bson.Document;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Single habits of the embedded server that the shop leans on. */
class EmbeddedMongoTest {
  private static final int MANY = 12_000;

  private final EmbeddedMongo mongo = EmbeddedMongo.inMemory();
  private final MongoClient client = MongoClients.create(mongo.connectionString());
  private final MongoCollection<Document> collection =
      client.getDatabase("test").getCollection("things");

  @AfterEach
  void close() {
    client.close();
    mongo.close();
  }

  @Test
  void givesLargeAnswersInBatches() {
    String filling = "x".repeat(5_000);
    insert(
        IntStream.range(0, MANY).mapToObj(i -> new Document("_id", i).append("filling", filling)));
    assertThat(collection.find().map(found -> found.getInteger("_id")).into(new ArrayList<>()))
        .hasSize(MANY)
        .doesNotHaveDuplicates();
    assertThat(collection.find().batchSize(7).limit(100).into(new ArrayList<>())).hasSize(100);
  }

  @Test
  void givesTheFirstOfASortWithoutHoldingTheRest() {
    // Keys come eight times each, so that equal ones must stay in their order.
    insert(
        IntStream.range(0, MANY)
            .mapToObj(i -> new Document("_id", i).append("key", i * 7_919 % (MANY / 8))));
    List<Integer> whole =
        collection
            .find()
            .sort(new Document("key", -1))
            .map(found -> found.getInteger("_id"))
            .into(new ArrayList<>());
    for (int skip : new int[] {0, 3, 700, MANY - 20}) {
      assertThat(
              collection
                  .find()
                  .sort(new Document("key", -1))
                  .skip(skip)
                  .limit(25)
                  .map(found -> found.getInteger("_id"))
                  .into(new ArrayList<>()))
          .isEqualTo(whole.subList(skip, Math.min(MANY, skip + 25)));
    }
  }

  @Test
  void changesOnlyWhatFulfilsTheCondition() {
    collection.insertOne(new Document("_id", "a").append("version", 3));
    assertThat(update(2).getModifiedCount()).isZero();
    assertThat(update(3).getModifiedCount()).isEqualTo(1);
    assertThat(update(3).getModifiedCount()).isZero();
  }

  @Test
  void findsByArrayElementsAsTheyComeAndGo() {
    collection.createIndex(Indexes.ascending("words"));
    collection.insertOne(new Document("_id", 1).append("words", List.of("red", "lamp")));
    assertThat(idsWith("lamp")).containsExactly(1);
    collection.updateOne(Filters.eq("_id", 1), Updates.set("words", List.of("red", "chair")));
    assertThat(idsWith("lamp")).isEmpty();
    assertThat(idsWith("chair")).containsExactly(1);
    assertThat(
            collection
                .find(Filters.and(Filters.eq("words", "red"), Filters.eq("words", "chair")))
                .into(new ArrayList<>()))
        .hasSize(1);
    collection.deleteOne(Filters.eq("words", "red"));
    assertThat(idsWith("chair")).isEmpty();
  }

  @Test
  void indexMadeLaterCoversWhatWasThere() {
    insert(
        IntStream.range(0, 50)
            .mapToObj(i -> new Document("_id", i).append("words", List.of("w" + i % 5))));
    collection.createIndex(Indexes.ascending("words"));
    assertThat(idsWith("w3")).hasSize(10);
    collection.dropIndex("words_1");
    assertThat(idsWith("w3")).hasSize(10);
  }

  @Test
  void uniqueIndexRefusesWhatIsThereTwiceAndCanBeTriedAgain() {
    collection.insertMany(
        List.of(new Document("_id", 1).append("n", 1), new Document("_id", 2).append("n", 1)));
    assertThatThrownBy(
            () -> collection.createIndex(Indexes.ascending("n"), new IndexOptions().unique(true)))
        .isInstanceOf(DuplicateKeyException.class);
    collection.updateOne(Filters.eq("_id", 2), Updates.set("n", 2));
    collection.createIndex(Indexes.ascending("n"), new IndexOptions().unique(true));
    assertThatThrownBy(() -> collection.insertOne(new Document("_id", 3).append("n", 2L)))
        .hasMessageContaining("E11000");
  }

  @Test
  void renamedCollectionKeepsDocumentsAndIndexes() {
    collection.createIndex(Indexes.ascending("words"));
    collection.insertOne(new Document("_id", 1).append("words", List.of("red")));
    collection.renameCollection(new MongoNamespace("test", "renamed"));
    MongoCollection<Document> renamed = client.getDatabase("test").getCollection("renamed");
    assertThat(renamed.find(Filters.eq("words", "red")).into(new ArrayList<>())).hasSize(1);
    assertThat(collection.countDocuments()).isZero();
  }

  private void insert(Stream<Document> documents) {
    collection.insertMany(documents.toList());
  }

  private UpdateResult update(int version) {
    return collection.updateOne(
        Filters.and(Filters.eq("_id", "a"), Filters.eq("version", version)),
        Updates.inc("version", 1));
  }

  private List<Integer> idsWith(String word) {
    return collection
        .find(Filters.eq("words", word))
        .map(found -> found.getInteger("_id"))
        .into(new ArrayList<>());
  }
}
