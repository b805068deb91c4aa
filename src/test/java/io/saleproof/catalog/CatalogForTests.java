package io.saleproof.catalog;

import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import java.time.Clock;
import org.bson.Document;

/** A catalogue for tests without Quarkus: prices are read, and goods put there as they are. */
public final class CatalogForTests {

  private CatalogForTests() {}

  /** What orders need of the catalogue; it can't import products. */
  public static Catalog over(Store store, Clock clock) {
    return new Catalog(store, new BulkUpserts(store, clock, null, null, null));
  }

  /** Puts a product there that has a name and a price, and nothing else that orders don't need. */
  public static void put(Store store, Sku sku, Money price) {
    store
        .exact(Schema.PRODUCTS)
        .insertOne(
            new Document(ProductDocuments.ID, sku.value())
                .append(ProductDocuments.NAME, "goods " + sku)
                .append(
                    ProductDocuments.PRICE,
                    new Document("amount", price.amount()).append("currency", price.currency()))
                .append(ProductDocuments.VERSION, 1L));
  }
}
