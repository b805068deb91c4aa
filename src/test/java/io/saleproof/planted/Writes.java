package io.saleproof.planted;

import com.mongodb.client.MongoCollection;
import java.util.List;
import java.util.function.Consumer;
import org.bson.Document;

/** Writes in every form that a source can give them; no crash test knows them. */
public final class Writes {

  private final MongoCollection<Document> collection;

  public Writes(MongoCollection<Document> collection) {
    this.collection = collection;
  }

  public void plainly() {
    collection.insertOne(new Document());
  }

  public void inLambda(List<Document> documents) {
    documents.forEach(
        document -> {
          collection.deleteOne(document);
        });
  }

  public Consumer<Document> byReference() {
    return collection::insertOne;
  }

  public long reading() {
    return collection.countDocuments();
  }
}
