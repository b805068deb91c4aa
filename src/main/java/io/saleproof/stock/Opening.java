package io.saleproof.stock;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.Sku;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bson.Document;

/** Gives SKUs that have no stock record their first stock, many at once. */
final class Opening {

  private static final int BATCH = 500;

  private final MongoCollection<Document> stock;
  private final Clock clock;

  Opening(Store store, Clock clock) {
    this.stock = store.exact(Schema.STOCK);
    this.clock = clock;
  }

  void insertMissing(Map<Sku, Long> quantities) {
    List<Document> batch = new ArrayList<>();
    quantities.forEach(
        (sku, quantity) -> {
          batch.add(first(sku, quantity));
          if (batch.size() == BATCH) {
            insert(batch);
            batch.clear();
          }
        });
    if (!batch.isEmpty()) {
      insert(batch);
    }
  }

  private Document first(Sku sku, long quantity) {
    Document nothing = StockDocuments.nothing(sku, clock.instant());
    if (quantity == 0) {
      return nothing.append("version", 1L);
    }
    Movement opening =
        new Movement("opening", Movement.Type.RECEIVE, quantity, null, "opening stock");
    return StockChange.of(opening, 0).appliedTo(nothing, sku, opening, clock.instant());
  }

  private void insert(List<Document> batch) {
    try {
      stock.insertMany(batch, new InsertManyOptions().ordered(false));
    } catch (MongoBulkWriteException some) {
      // Those that exist already keep what they have.
      if (!StoreFaults.onlyDuplicateKeys(some)) {
        throw some;
      }
    }
  }
}
