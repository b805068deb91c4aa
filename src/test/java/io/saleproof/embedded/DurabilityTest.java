package io.saleproof.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.Indexes;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What was answered is there after the process was killed at any moment. */
class DurabilityTest {
  private static final int KILLS = 3;
  private static final int ANSWERS_BEFORE_KILL = 400;

  @TempDir Path folder;

  @Test
  void keepsEveryAnsweredWriteOfKilledProcess() throws Exception {
    Set<String> answered = new HashSet<>();
    for (int kill = 0; kill < KILLS; kill++) {
      runWriterAndKillIt(answered);
      assertKept(answered);
    }
  }

  private void runWriterAndKillIt(Set<String> answered) throws Exception {
    Process writer = startWriter();
    try (BufferedReader lines = writer.inputReader()) {
      for (int i = 0; i < ANSWERS_BEFORE_KILL; i++) {
        answered.add(lines.readLine());
      }
      // By its handle, which leaves the stream open: what it said before it died counts too.
      writer.toHandle().destroyForcibly();
      lines.lines().filter(line -> line.endsWith(DurableWriter.END)).forEach(answered::add);
    } finally {
      writer.destroyForcibly();
      writer.waitFor();
    }
  }

  private Process startWriter() throws IOException {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return new ProcessBuilder(
            java,
            "-cp",
            System.getProperty("java.class.path"),
            "-XX:TieredStopAtLevel=1",
            "-Djava.util.logging.manager=org.jboss.logmanager.LogManager",
            DurableWriter.class.getName(),
            folder.toString())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  private void assertKept(Set<String> answered) {
    try (EmbeddedMongo mongo = EmbeddedMongo.open(folder);
        MongoClient client = MongoClients.create(mongo.connectionString())) {
      MongoCollection<Document> steps = client.getDatabase("test").getCollection("steps");
      List<Document> all = steps.find().into(new ArrayList<>());
      assertThat(all).extracting(step -> step.getString("_id")).containsAll(answered);
      assertDocumentsAndIndexesAgree(steps, all);
      MongoCollection<Document> counters = client.getDatabase("test").getCollection("counters");
      assertThat(
              counters.find().into(new ArrayList<>()).stream()
                  .mapToInt(c -> c.getInteger("count"))
                  .sum())
          .isGreaterThanOrEqualTo(all.size());
    }
  }

  /** Each is found by its indexes, and can be removed and put back. */
  private static void assertDocumentsAndIndexesAgree(
      MongoCollection<Document> steps, List<Document> all) {
    List<String> writers = steps.distinct("writer", String.class).into(new ArrayList<>());
    assertThat(steps.countDocuments(Filters.in("writer", writers))).isEqualTo(all.size());
    assertThat(steps.deleteMany(Filters.in("writer", writers)).getDeletedCount())
        .isEqualTo(all.size());
    assertThat(steps.countDocuments(Filters.in("writer", writers))).isZero();
    steps.insertMany(all);
    assertThat(steps.countDocuments()).isEqualTo(all.size());
  }

  @Test
  void keepsDataAndIndexesOverCleanRestart() {
    try (EmbeddedMongo mongo = EmbeddedMongo.open(folder);
        MongoClient client = MongoClients.create(mongo.connectionString())) {
      MongoCollection<Document> orders = client.getDatabase("test").getCollection("orders");
      orders.createIndex(Indexes.ascending("customer"));
      orders.insertOne(new Document("_id", 1).append("customer", "c1"));
    }
    try (EmbeddedMongo mongo = EmbeddedMongo.open(folder);
        MongoClient client = MongoClients.create(mongo.connectionString())) {
      MongoCollection<Document> orders = client.getDatabase("test").getCollection("orders");
      assertThat(orders.find(new Document("customer", "c1")).first()).containsEntry("_id", 1);
      assertThat(orders.listIndexes().map(index -> index.getString("name")).into(new ArrayList<>()))
          .containsExactlyInAnyOrder("_id_", "customer_1");
    }
  }

  @Test
  void forgetsDroppedCollection() {
    try (EmbeddedMongo mongo = EmbeddedMongo.open(folder);
        MongoClient client = MongoClients.create(mongo.connectionString())) {
      MongoCollection<Document> carts = client.getDatabase("test").getCollection("carts");
      carts.createIndex(Indexes.ascending("owner"));
      carts.insertOne(new Document("_id", 1).append("owner", "c1"));
      client.getDatabase("test2").getCollection("kept").insertOne(new Document("_id", 1));
      carts.drop();
      carts.insertOne(new Document("_id", 2).append("owner", "c1"));
      assertThat(
              carts
                  .find(new Document("owner", "c1"))
                  .map(cart -> cart.get("_id"))
                  .into(new ArrayList<>()))
          .isEqualTo(List.of(2));
      client.getDatabase("test").drop();
    }
    try (EmbeddedMongo mongo = EmbeddedMongo.open(folder);
        MongoClient client = MongoClients.create(mongo.connectionString())) {
      assertThat(client.getDatabase("test").getCollection("carts").countDocuments()).isZero();
      assertThat(client.getDatabase("test2").getCollection("kept").countDocuments()).isEqualTo(1);
    }
  }

  @Test
  void refusesSecondOpener() {
    try (EmbeddedMongo first = EmbeddedMongo.open(folder)) {
      assertThat(first.connectionString()).startsWith("mongodb://127.0.0.1:");
      assertThatThrownBy(() -> EmbeddedMongo.open(folder))
          .isInstanceOf(DataFolderInUse.class)
          .hasMessage("The data folder " + folder + " is in use by another running instance.");
    }
    EmbeddedMongo.open(folder).close();
  }

  @Test
  void refusesFolderOpenInOtherProcess() throws Exception {
    Process writer = startWriter();
    try {
      assertThat(writer.inputReader().readLine()).isNotNull();
      assertThatThrownBy(() -> EmbeddedMongo.open(folder)).isInstanceOf(DataFolderInUse.class);
    } finally {
      writer.destroyForcibly();
      writer.waitFor();
    }
  }
}
