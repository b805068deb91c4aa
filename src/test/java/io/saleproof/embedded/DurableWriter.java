package io.saleproof.embedded;

import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import com.mongodb.client.MongoDatabase;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.ReturnDocument;
import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bson.Document;

/** Writes with several threads, and says each write on a line once it was answered. */
final class DurableWriter {
  /** Ends each line: a line without it was cut. */
  static final String END = ".";

  private static final int THREADS = 4;

  private DurableWriter() {}

  public static void main(String[] arguments) {
    Logger.getLogger("").setLevel(Level.OFF);
    EmbeddedMongo mongo = EmbeddedMongo.open(Path.of(arguments[0]));
    MongoClient client = MongoClients.create(mongo.connectionString());
    MongoDatabase database = client.getDatabase("test");
    database
        .getCollection("steps")
        .createIndex(Indexes.ascending("writer", "n"), new IndexOptions().unique(true));
    for (int i = 0; i < THREADS; i++) {
      String writer = "writer" + i;
      Thread.ofPlatform().start(() -> write(database, writer));
    }
  }

  private static void write(MongoDatabase database, String writer) {
    FindOneAndUpdateOptions options =
        new FindOneAndUpdateOptions().upsert(true).returnDocument(ReturnDocument.AFTER);
    while (true) {
      Document counter =
          database
              .getCollection("counters")
              .findOneAndUpdate(
                  new Document("_id", writer),
                  new Document("$inc", new Document("count", 1)),
                  options);
      int count = counter.getInteger("count");
      String id = writer + "-" + count + END;
      database
          .getCollection("steps")
          .insertOne(new Document("_id", id).append("writer", writer).append("n", count));
      // One write of the whole line: lines of several threads must not mix.
      System.out.print(id + "\n");
      System.out.flush();
    }
  }
}
