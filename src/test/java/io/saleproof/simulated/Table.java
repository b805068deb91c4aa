package io.saleproof.simulated;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractSynchronizedMongoCollection;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.bson.Document;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A collection of one copy. Documents never change once they are kept, so that all members can
 * share them; whoever queries gets copies. It tells its changes, but not those of the server's own
 * collections.
 */
final class Table extends AbstractSynchronizedMongoCollection<Integer> {

  private final Consumer<Change> changes;
  private final NavigableMap<Integer, Document> documents = new TreeMap<>();
  private final Map<Object, Integer> byId = new HashMap<>();
  private final Lookups lookups = new Lookups();
  private int next;

  Table(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      CursorRegistry cursors,
      Consumer<Change> changes) {
    super(database, name, options, cursors);
    this.changes = name.startsWith("system.") ? unused -> {} : changes;
  }

  // ---- as a copy

  /** Puts a document in the place of the one with its id, as another copy has done before. */
  void put(Document document) {
    Integer position = byId.get(idOf(document));
    if (position == null) {
      Integer added = keep(next++, document);
      getIndexes().forEach(index -> index.add(document, added, this));
    } else {
      Document old = documents.get(position);
      getIndexes().forEach(index -> index.updateInPlace(old, document, position, this));
      replace(position, document);
    }
  }

  /** Removes the document with this id, as another copy has done before. */
  void remove(Object id) {
    removeDocument(documents.get(byId.get(idKey(id))));
  }

  Stream<Document> all() {
    return documents.values().stream();
  }

  private Integer keep(Integer position, Document document) {
    documents.put(position, document);
    byId.put(idOf(document), position);
    lookups.add(position, document);
    return position;
  }

  private void replace(Integer position, Document document) {
    Document old = documents.get(position);
    lookups.remove(position, old);
    byId.remove(idOf(old));
    keep(position, document);
  }

  private @Nullable Object idOf(Document document) {
    String field = getIdField();
    return field == null ? document : idKey(document.get(field));
  }

  private static Object idKey(Object id) {
    return id instanceof Number number && !(id instanceof Long large && tooLarge(large))
        ? (Object) (number.doubleValue() + 0.0)
        : id;
  }

  private static boolean tooLarge(long number) {
    return (long) (double) number != number;
  }

  // ---- what the server's commands need

  @Override
  protected Integer addDocumentInternal(Document document) {
    Document kept = document.cloneDeeply();
    Integer position = keep(next++, kept);
    changes.accept(new Change.Put(getDatabaseName(), getCollectionName(), kept));
    return position;
  }

  @Override
  protected void handleUpdate(Integer position, Document before, Document after) {
    Document kept = after.cloneDeeply();
    replace(position, kept);
    changes.accept(new Change.Put(getDatabaseName(), getCollectionName(), kept));
  }

  @Override
  protected void removeDocument(Integer position) {
    Document removed = documents.remove(position);
    byId.remove(idOf(removed));
    lookups.remove(position, removed);
    changes.accept(
        new Change.Remove(getDatabaseName(), getCollectionName(), removed.get(getIdField())));
  }

  @Override
  protected QueryResult queryDocuments(
      Document query,
      @Nullable Document orderBy,
      int skip,
      int limit,
      int batchSize,
      @Nullable Document fields) {
    Stream<Document> found =
        candidates(query, isNaturalDescending(orderBy))
            .filter(document -> documentMatchesQuery(document, query));
    Comparator<Document> order = deriveComparator(orderBy);
    Stream<Document> sorted = order == null ? found : found.sorted(order);
    Stream<Document> rest = sorted.skip(Math.max(skip, 0));
    Stream<Document> copies = (limit > 0 ? rest.limit(limit) : rest).map(Document::cloneDeeply);
    return matchDocumentsFromStream(new Document(), copies, 0, 0, 0, null, fields);
  }

  /** Copies of all that match a query, and perhaps of others. */
  Stream<Document> candidates(Document query) {
    return candidates(query, false).map(Document::cloneDeeply);
  }

  private Stream<Document> candidates(Document query, boolean backwards) {
    return lookups
        .find(query)
        .map(positions -> backwards ? positions.descendingSet() : positions)
        .map(positions -> positions.stream().map(documents::get))
        .orElseGet(() -> (backwards ? documents.descendingMap() : documents).values().stream());
  }

  @Override
  protected QueryResult matchDocuments(
      Document query,
      @Nullable Document orderBy,
      int skip,
      int limit,
      int batchSize,
      @Nullable Document fields) {
    return queryDocuments(query, orderBy, skip, limit, batchSize, fields);
  }

  @Override
  public synchronized void addIndex(Index<Integer> index) {
    super.addIndex(index);
    String field = index.getKeys().getFirst().getKey();
    if (Lookups.canFollow(field)) {
      lookups.follow(field, documents);
    }
  }

  @Override
  protected Document getDocument(Integer position) {
    return documents.get(position);
  }

  @Override
  protected Stream<DocumentWithPosition<Integer>> streamAllDocumentsWithPosition() {
    return documents.entrySet().stream()
        .map(entry -> new DocumentWithPosition<>(entry.getValue(), entry.getKey()));
  }

  @Override
  public int count() {
    return documents.size();
  }

  @Override
  protected boolean tracksDataSize() {
    return false;
  }

  @Override
  protected void updateDataSize(int change) {
    throw new UnsupportedOperationException("sizes are not tracked");
  }

  @Override
  protected int getDataSize() {
    return 0;
  }
}
