package io.saleproof.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.ConnectionString;
import com.mongodb.MongoClientSettings;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import com.mongodb.client.model.Updates;
import com.mongodb.event.ConnectionClosedEvent;
import com.mongodb.event.ConnectionPoolListener;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.bson.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Threads that read what others are changing see whole documents, and no connection is cut. */
class ReadersAndWritersTest {
  private static final int THREADS = 8;
  private static final int STEPS = 250;
  private static final int DOCUMENTS = 5;

  private final AtomicInteger closedConnections = new AtomicInteger();

  @TempDir Path folder;

  @Test
  void seeWholeDocumentsWithoutErrors() throws Exception {
    try (EmbeddedMongo mongo = EmbeddedMongo.open(folder)) {
      try (MongoClient client = clientWithoutRetries(mongo);
          ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
        MongoCollection<Document> collection = client.getDatabase("test").getCollection("shared");
        collection.createIndex(Indexes.ascending("group"));
        for (int id = 0; id < DOCUMENTS; id++) {
          collection.insertOne(
              new Document("_id", id)
                  .append("group", "g")
                  .append("count", 0)
                  .append("log", List.of())
                  .append("total", 0));
        }
        List<Future<?>> work = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
          int id = thread % DOCUMENTS;
          work.add(threads.submit(() -> readAndWrite(collection, id)));
        }
        for (Future<?> each : work) {
          each.get();
        }
        assertThat(
                collection
                    .find()
                    .map(found -> found.getInteger("total"))
                    .into(new ArrayList<>())
                    .stream()
                    .mapToInt(total -> total)
                    .sum())
            .isEqualTo(THREADS * STEPS);
        assertThat(closedConnections).hasValue(0);
      }
    }
  }

  private MongoClient clientWithoutRetries(EmbeddedMongo mongo) {
    ConnectionPoolListener counter =
        new ConnectionPoolListener() {
          @Override
          public void connectionClosed(ConnectionClosedEvent event) {
            closedConnections.incrementAndGet();
          }
        };
    return MongoClients.create(
        MongoClientSettings.builder()
            .applyConnectionString(new ConnectionString(mongo.connectionString()))
            .applyToConnectionPoolSettings(pool -> pool.addConnectionPoolListener(counter))
            .retryReads(false)
            .retryWrites(false)
            .build());
  }

  private static void readAndWrite(MongoCollection<Document> collection, int id) {
    FindOneAndUpdateOptions after =
        new FindOneAndUpdateOptions().returnDocument(ReturnDocument.AFTER);
    for (int step = 0; step < STEPS; step++) {
      Document changed =
          collection.findOneAndUpdate(
              Filters.eq("_id", id),
              Updates.combine(
                  Updates.inc("total", 1),
                  Updates.inc("count", 1),
                  Updates.push("log", new Document("step", step)),
                  Updates.set(step % 2 == 0 ? "even" : "odd", step)),
              after);
      assertWhole(changed);
      if (changed.getList("log", Document.class).size() > 20) {
        collection.updateOne(
            Filters.and(Filters.eq("_id", id), Filters.gt("count", 20)),
            Updates.combine(
                Updates.set("count", 0), Updates.set("log", List.of()), Updates.unset("odd")));
      }
      List<Document> all = collection.find(Filters.eq("group", "g")).into(new ArrayList<>());
      assertThat(all).hasSize(DOCUMENTS).allSatisfy(ReadersAndWritersTest::assertWhole);
      assertThat(collection.find().sort(new Document("count", 1)).into(new ArrayList<>()))
          .hasSize(DOCUMENTS);
    }
  }

  private static void assertWhole(Document document) {
    assertThat(document.getList("log", Document.class)).hasSize(document.getInteger("count"));
  }
}
