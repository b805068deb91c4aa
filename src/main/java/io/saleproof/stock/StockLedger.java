package io.saleproof.stock;

import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Updates;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.Sku;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of stock movements. An entry is born in the outbox of its stock document, in the same
 * write that changes the counters, and is copied from there: counters and ledger can't disagree for
 * longer than the copying takes, and whoever comes next can finish it.
 */
final class StockLedger {

  /** The outbox of a document is emptied when it holds this many entries. */
  static final int OUTBOX_LIMIT = 8;

  private final Store store;
  private final StockReader reader;
  private final MongoCollection<Document> entries;
  private final MongoCollection<Document> stock;

  StockLedger(Store store, StockReader reader) {
    this.store = store;
    this.reader = reader;
    this.entries = store.exact(Schema.STOCK_MOVEMENTS);
    this.stock = store.exact(Schema.STOCK);
  }

  @Nullable Document find(Sku sku, String entryId) {
    return entries
        .find(new Document("_id", entryId).append("sku", sku.value()))
        .maxTime(store.maxTimeMillis(), TimeUnit.MILLISECONDS)
        .first();
  }

  /**
   * Copies the outbox of a part of a SKU's stock, as just read, to the ledger and takes from it
   * what was copied. What is in the ledger already stays as it is there.
   */
  void copy(StockPart read) {
    List<Document> outbox = read.outbox();
    if (outbox.isEmpty()) {
      return;
    }
    outbox.forEach(
        entry -> insertOnce(StockDocuments.isSale(entry) ? entry : withAnswer(entry, read)));
    stock.updateOne(
        eq("_id", read.id()),
        Updates.pullByFilter(
            new Document(
                "outbox",
                in("_id", outbox.stream().map(entry -> entry.getString("_id")).toList()))));
  }

  /** What was answered to a movement is kept with it, so that a repeat gets the same. */
  private Document withAnswer(Document entry, StockPart read) {
    boolean whole = read.buckets() == 0 && read.document().containsKey("received");
    StockParts parts =
        whole
            ? new StockParts(read, List.of(), true)
            : Objects.requireNonNull(
                reader.parts(StockPart.skuOf(read.id()), StockReader.WITHOUT_LISTS),
                "a SKU with a movement has a record");
    return new Document(entry).append("answer", StockDocuments.answer(parts.level()));
  }

  private void insertOnce(Document entry) {
    try {
      entries.insertOne(entry);
    } catch (MongoWriteException duplicate) {
      if (!StoreFaults.isDuplicateKey(duplicate)) {
        throw duplicate;
      }
    }
  }

  StockLevel answer(Sku sku, String entryId) {
    return StockDocuments.answerOf(
        sku, Objects.requireNonNull(find(sku, entryId), "a copied entry is in the ledger"));
  }
}
