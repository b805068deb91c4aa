package io.saleproof.simulated;

import de.bwaldvogel.mongo.MongoCollection;
import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoDatabase;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DatabaseResolver;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.IndexKey;
import de.bwaldvogel.mongo.backend.aggregation.Aggregation;
import de.bwaldvogel.mongo.backend.memory.index.MemoryUniqueIndex;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.oplog.NoopOplog;
import de.bwaldvogel.mongo.oplog.Oplog;
import io.netty.channel.Channel;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** A database of one copy: tells which collections and indexes come and go. */
final class CopyDatabase extends AbstractSynchronizedMongoDatabase<Integer> {

  private final Copy copy;

  CopyDatabase(String name, CursorRegistry cursors, Copy copy) {
    super(name, cursors);
    this.copy = copy;
    initializeNamespacesAndIndexes();
  }

  /** Does to this copy what was done to another. */
  void apply(Change change) {
    switch (change) {
      case Change.Create create -> resolveOrCreateCollection(create.collection());
      case Change.Put put -> table(put.collection()).put(put.document());
      case Change.Remove remove -> table(remove.collection()).remove(remove.id());
      case Change.CreateIndex create -> addIndex(create.description());
      case Change.DropIndex drop -> dropIndex(drop);
      case Change.Drop drop -> dropCollection(drop.collection(), NoopOplog.get());
      case Change.Rename rename -> rename(rename);
    }
  }

  private void dropIndex(Change.DropIndex drop) {
    Table collection = table(drop.collection());
    dropIndex(collection, drop.index());
    table("system.indexes")
        .deleteDocuments(
            new Document("ns", collection.getFullName()).append("name", drop.index()), 1);
  }

  private void rename(Change.Rename rename) {
    CopyDatabase from = copy.database(rename.fromDatabase());
    moveCollection(from, from.table(rename.from()), rename.to());
  }

  private Table table(String name) {
    return (Table) resolveCollection(name, true);
  }

  private List<String> collections() {
    return table("system.namespaces")
        .all()
        .map(namespace -> (String) namespace.get("name"))
        .map(name -> name.substring(databaseName.length() + 1))
        .filter(name -> !name.startsWith("system."))
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  boolean hasCollections() {
    return !collections().isEmpty();
  }

  /** The changes that make an empty database into this one. */
  Stream<Change> contents() {
    Stream<Change> tables =
        collections().stream()
            .flatMap(
                name ->
                    Stream.concat(
                        Stream.of(new Change.Create(databaseName, name)),
                        table(name).all().map(it -> new Change.Put(databaseName, name, it))));
    return hasCollections() ? Stream.concat(tables, indexDescriptions()) : tables;
  }

  private Stream<Change> indexDescriptions() {
    return table("system.indexes")
        .all()
        .filter(description -> !isPrimaryKeyIndex((Document) description.get("key")))
        .map(description -> new Change.CreateIndex(databaseName, description));
  }

  // ---- what the server's commands do

  /** An aggregation that begins with a match need not go through the whole collection. */
  @Override
  public Document handleCommand(
      Channel channel, String command, Document query, DatabaseResolver resolver, Oplog oplog) {
    if (command.equals("aggregate")
        && query.get(command) instanceof String name
        && resolveCollection(name, false) instanceof Table table
        && firstStage(query).get("$match") instanceof Document match) {
      List<Document> pipeline = Aggregation.parse(query.get("pipeline"));
      Aggregation aggregation = Aggregation.fromPipeline(pipeline, resolver, this, table, oplog);
      aggregation.validate(query);
      Document cursor =
          new Document("id", 0L)
              .append("ns", table.getFullName())
              .append("firstBatch", aggregation.runStages(table.candidates(match)));
      return new Document("cursor", cursor).append("ok", 1.0);
    }
    return super.handleCommand(channel, command, query, resolver, oplog);
  }

  private static Document firstStage(Document query) {
    return query.get("pipeline") instanceof List<?> stages
            && !stages.isEmpty()
            && stages.getFirst() instanceof Document stage
        ? stage
        : new Document();
  }

  @Override
  protected Table openOrCreateCollection(String name, CollectionOptions options) {
    return new Table(this, name, options, cursorRegistry, copy::changed);
  }

  @Override
  protected Index<Integer> openOrCreateUniqueIndex(
      String collection, String name, List<IndexKey> keys, boolean sparse) {
    return new MemoryUniqueIndex(name, keys, sparse);
  }

  @Override
  protected synchronized void addIndex(Document description) {
    int before = countIndexes();
    super.addIndex(description);
    if (isPrimaryKeyIndex((Document) description.get("key"))) {
      String namespace = (String) description.get("ns");
      String collection = namespace.substring(databaseName.length() + 1);
      copy.changed(new Change.Create(databaseName, collection));
    } else if (countIndexes() != before) {
      copy.changed(new Change.CreateIndex(databaseName, description.cloneDeeply()));
    }
  }

  @Override
  protected void dropIndex(MongoCollection<Integer> collection, String name) {
    super.dropIndex(collection, name);
    copy.changed(new Change.DropIndex(databaseName, collection.getCollectionName(), name));
  }

  @Override
  public void dropCollection(String name, Oplog oplog) {
    copy.quietly(() -> super.dropCollection(name, oplog));
    if (!name.startsWith("system.")) {
      copy.changed(new Change.Drop(databaseName, name));
    }
  }

  @Override
  public void moveCollection(MongoDatabase from, MongoCollection<?> collection, String name) {
    String before = collection.getCollectionName();
    copy.quietly(() -> super.moveCollection(from, collection, name));
    copy.changed(new Change.Rename(from.getDatabaseName(), before, databaseName, name));
  }

  @Override
  protected long getFileSize() {
    return 0;
  }

  @Override
  protected long getStorageSize() {
    return 0;
  }
}
