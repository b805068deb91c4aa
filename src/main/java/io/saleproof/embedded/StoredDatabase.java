package io.saleproof.embedded;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.List;
import java.util.Optional;
import org.h2.mvstore.MVMap;

/** A database whose collections and indexes are maps in the {@link StoreFile}. */
final class StoredDatabase extends AbstractSynchronizedMongoDatabase<Key> {
  /** What a real server sends first when the driver leaves it open. */
  private static final int DEFAULT_FIRST_BATCH = 101;

  private final StoreFile file;

  StoredDatabase(String name, CursorRegistry cursors, StoreFile file) {
    super(name, cursors);
    this.file = file;
    initializeNamespacesAndIndexes();
  }

  @Override
  public Document handleCommand(
      Channel channel, String command, Document query, DatabaseResolver resolver, Oplog oplog) {
    if (command.equals("find") && !Utils.isTrue(query.get("singleBatch"))) {
      query.putIfAbsent("batchSize", DEFAULT_FIRST_BATCH);
    }
    if (command.equals("aggregate")
        && query.get(command) instanceof String name
        && resolveCollection(name, false) instanceof IndexedCollection collection) {
      return aggregate(collection, query, resolver, oplog)
          .orElseGet(() -> super.handleCommand(channel, command, query, resolver, oplog));
    }
    return super.handleCommand(channel, command, query, resolver, oplog);
  }

  /** Answers a leading {@code $match} as a query, so that it uses the indexes; else empty. */
  private Optional<Document> aggregate(
      IndexedCollection collection, Document query, DatabaseResolver resolver, Oplog oplog) {
    List<Document> pipeline = Aggregation.parse(query.get("pipeline"));
    if (pipeline.isEmpty() || !(pipeline.getFirst().get("$match") instanceof Document match)) {
      return Optional.empty();
    }
    List<Document> rest = pipeline.subList(1, pipeline.size());
    Aggregation aggregation = Aggregation.fromPipeline(rest, resolver, this, collection, oplog);
    aggregation.validate(query);
    return Optional.of(answer(collection, aggregation.runStages(collection.streamMatching(match))));
  }

  private static Document answer(MongoCollection<?> collection, List<Document> documents) {
    Document cursor =
        new Document("id", 0L)
            .append("ns", collection.getFullName())
            .append("firstBatch", documents);
    Document answer = new Document("cursor", cursor);
    Utils.markOkay(answer);
    return answer;
  }

  @Override
  protected MongoCollection<Key> openOrCreateCollection(String name, CollectionOptions options) {
    return new IndexedCollection(this, name, options, cursorRegistry, file, documents(name));
  }

  @Override
  protected Index<Key> openOrCreateUniqueIndex(
      String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
    if (keys.size() == 1 && keys.getFirst().getKey().equals(PrimaryKeys.ID)) {
      return new PrimaryKeys(documents(collectionName), indexName, keys);
    }
    return new UniqueKeys(index(collectionName, indexName), indexName, keys, sparse);
  }

  @Override
  protected Index<Key> openOrCreateSecondaryIndex(
      String collectionName, String indexName, List<IndexKey> keys, boolean sparse) {
    return new FieldLookup(index(collectionName, indexName), indexName, keys);
  }

  private MVMap<Key, StoredDocument> documents(String collectionName) {
    return file.map(
        StoreNames.documents(databaseName, collectionName), StoredDocumentType.INSTANCE);
  }

  private MVMap<Key, Key> index(String collectionName, String indexName) {
    return file.map(StoreNames.indexes(databaseName, collectionName) + indexName, KeyType.INSTANCE);
  }

  @Override
  protected void dropIndex(MongoCollection<Key> collection, String indexName) {
    super.dropIndex(collection, indexName);
    file.remove(StoreNames.indexes(databaseName, collection.getCollectionName()) + indexName);
  }

  @Override
  public void dropCollection(String collectionName, Oplog oplog) {
    super.dropCollection(collectionName, oplog);
    file.remove(StoreNames.documents(databaseName, collectionName));
  }

  @Override
  public void moveCollection(
      MongoDatabase oldDatabase, MongoCollection<?> collection, String newName) {
    String oldDatabaseName = oldDatabase.getDatabaseName();
    String oldName = collection.getCollectionName();
    super.moveCollection(oldDatabase, collection, newName);
    file.rename(
        StoreNames.documents(oldDatabaseName, oldName),
        StoreNames.documents(databaseName, newName));
    file.renamePrefix(
        StoreNames.indexes(oldDatabaseName, oldName), StoreNames.indexes(databaseName, newName));
  }

  @Override
  protected long getStorageSize() {
    return file.sizeInBytes();
  }

  @Override
  protected long getFileSize() {
    return file.sizeInBytes();
  }
}
