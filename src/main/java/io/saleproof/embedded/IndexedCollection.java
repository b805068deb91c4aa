package io.saleproof.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoCollection;
import de.bwaldvogel.mongo.backend.ArrayFilters;
import de.bwaldvogel.mongo.backend.CollectionOptions;
import de.bwaldvogel.mongo.backend.CursorRegistry;
import de.bwaldvogel.mongo.backend.DefaultQueryMatcher;
import de.bwaldvogel.mongo.backend.DocumentWithPosition;
import de.bwaldvogel.mongo.backend.Index;
import de.bwaldvogel.mongo.backend.QueryResult;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.exception.IndexBuildFailedException;
import de.bwaldvogel.mongo.oplog.Oplog;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.h2.mvstore.MVMap;
import org.jspecify.annotations.Nullable;

/**
 * A collection whose queries use its indexes. Documents never change once they are kept; whoever
 * queries gets copies. Changes, and lookups in the indexes, are made under the collection's
 * monitor; scans read a snapshot and hold up nobody.
 *
 * <p>Longer than most classes here because it answers to one large superclass.
 */
final class IndexedCollection extends AbstractMongoCollection<Key> {
  private final StoreFile file;
  private final MVMap<Key, StoredDocument> documents;
  private final List<Lookup> lookups = new CopyOnWriteArrayList<>();

  IndexedCollection(
      MongoDatabase database,
      String name,
      CollectionOptions options,
      CursorRegistry cursors,
      StoreFile file,
      MVMap<Key, StoredDocument> documents) {
    super(database, name, options, cursors);
    this.file = file;
    this.documents = documents;
  }

  MVMap<Key, StoredDocument> documents() {
    return documents;
  }

  // ---- reading

  @Override
  protected QueryResult queryDocuments(
      Document query,
      @Nullable Document orderBy,
      int skip,
      int limit,
      int batchSize,
      @Nullable Document fields) {
    List<byte[]> found = file.reading(() -> find(query, orderBy, skip, limit));
    if (batchSize <= 0 || found.size() <= batchSize) {
      return new QueryResult(open(found, fields));
    }
    List<byte[]> rest = found.subList(batchSize, found.size());
    StoredCursor cursor =
        new StoredCursor(cursorRegistry.generateCursorId(), rest, part -> open(part, fields));
    cursorRegistry.add(cursor);
    return new QueryResult(open(found.subList(0, batchSize), fields), cursor);
  }

  /** Decodes while the caller goes along: an aggregation need not hold the whole collection. */
  @Override
  public Stream<Document> queryAllAsStream() {
    return streamMatching(new Document());
  }

  Stream<Document> streamMatching(Document query) {
    return file.reading(() -> find(query, null, 0, 0)).stream().map(StoredDocument::decode);
  }

  @Override
  public int count(@Nullable Document query, int skip, int limit) {
    if (query == null || query.isEmpty()) {
      return super.count(query, skip, limit);
    }
    return file.reading(
        () -> {
          Stream<StoredDocument> rest = matching(query, false).skip(Math.max(skip, 0));
          return Math.toIntExact((limit > 0 ? rest.limit(limit) : rest).count());
        });
  }

  @Override
  public int count() {
    return documents.size();
  }

  private List<byte[]> find(Document query, @Nullable Document orderBy, int skip, int limit) {
    Stream<StoredDocument> matching = matching(query, isNaturalDescending(orderBy));
    Comparator<Document> order = deriveComparator(orderBy);
    Stream<byte[]> found =
        order == null
            ? matching.map(StoredDocument::bson)
            : Sortable.sort(
                matching,
                Objects.requireNonNull(orderBy),
                order,
                limit > 0 ? (long) Math.max(skip, 0) + limit : Integer.MAX_VALUE);
    Stream<byte[]> rest = found.skip(Math.max(skip, 0));
    return (limit > 0 ? rest.limit(limit) : rest).toList();
  }

  private Stream<StoredDocument> matching(Document query, boolean backwards) {
    Stream<StoredDocument> candidates = candidates(query, backwards);
    if (query.isEmpty()) {
      return candidates;
    }
    Optional<Set<String>> fields = QueriedFields.of(query);
    return candidates.filter(
        document ->
            documentMatchesQuery(fields.map(document::only).orElseGet(document::copy), query));
  }

  private Stream<StoredDocument> candidates(Document query, boolean backwards) {
    Optional<QueryPlan> plan =
        backwards ? Optional.empty() : QueryPlan.cheapest(lookups, EqualityConditions.of(query));
    return plan.map(this::lookUp)
        .orElseGet(() -> PrefixMap.all(documents, backwards).map(PrefixMap.Entry::value));
  }

  /** Under the monitor, so that no document slips through while its entries are being moved. */
  private synchronized Stream<StoredDocument> lookUp(QueryPlan plan) {
    return plan.positions().map(documents::get).filter(Objects::nonNull).toList().stream();
  }

  /**
   * A matcher of its own: the inherited one remembers a position, for updates under the monitor.
   */
  @Override
  protected boolean documentMatchesQuery(Document document, Document query) {
    return new DefaultQueryMatcher().matches(document, query);
  }

  private List<Document> open(List<byte[]> found, @Nullable Document fields) {
    Stream<Document> copies = found.stream().map(StoredDocument::decode);
    if (fields == null || fields.isEmpty()) {
      return copies.toList();
    }
    return matchDocumentsFromStream(new Document(), copies, 0, 0, 0, null, fields)
        .collectDocuments();
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
  protected @Nullable Document getDocument(Key position) {
    StoredDocument document = documents.get(position);
    return document == null ? null : document.copy();
  }

  @Override
  protected Stream<DocumentWithPosition<Key>> streamAllDocumentsWithPosition() {
    return PrefixMap.all(documents, false)
        .map(entry -> new DocumentWithPosition<>(entry.value().copy(), entry.key()));
  }

  // ---- changing

  @Override
  protected Key addDocumentInternal(Document document) {
    String idField = getIdField();
    Key key =
        KeyWriter.keyOf(
            idField == null ? new ObjectId() : Utils.getSubdocumentValue(document, idField));
    documents.put(key, StoredDocument.of(document));
    return key;
  }

  @Override
  protected void handleUpdate(Key position, Document oldDocument, Document newDocument) {
    documents.put(position, StoredDocument.of(newDocument));
  }

  @Override
  protected void removeDocument(Key position) {
    documents.remove(position);
  }

  /** Document by document, so that lookups get their turn during a long insert. */
  @Override
  public synchronized void addDocument(Document document) {
    super.addDocument(document);
  }

  @Override
  public synchronized void removeDocument(Document document) {
    super.removeDocument(document);
  }

  @Override
  public synchronized Document findAndModify(Document query) {
    return super.findAndModify(query);
  }

  @Override
  public synchronized int deleteDocuments(Document selector, int limit, Oplog oplog) {
    return super.deleteDocuments(selector, limit, oplog);
  }

  @Override
  public synchronized Document updateDocuments(
      Document selector,
      Document update,
      ArrayFilters arrayFilters,
      boolean multi,
      boolean upsert,
      Oplog oplog) {
    return super.updateDocuments(selector, update, arrayFilters, multi, upsert, oplog);
  }

  // ---- indexes

  @Override
  public synchronized void addIndex(Index<Key> index) {
    try {
      super.addIndex(index);
    } catch (IndexBuildFailedException e) {
      // What was built so far must not pass for a complete index at the next try.
      index.drop();
      throw e;
    }
    if (getIndexes().contains(index) && index instanceof Lookup lookup) {
      lookups.add(lookup);
    }
  }

  @Override
  public synchronized void dropIndex(String indexName) {
    super.dropIndex(indexName);
    lookups.retainAll(getIndexes());
  }

  @Override
  public synchronized void renameTo(MongoDatabase newDatabase, String newCollectionName) {
    super.renameTo(newDatabase, newCollectionName);
  }

  // ---- sizes, which nobody here asks for: counting them would encode every document twice more

  @Override
  protected boolean tracksDataSize() {
    return false;
  }

  @Override
  protected void updateDataSize(int sizeDelta) {
    throw new UnsupportedOperationException("sizes are not tracked");
  }

  @Override
  protected int getDataSize() {
    return 0;
  }
}
