package io.saleproof.carts;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndReplaceOptions;
import com.mongodb.client.model.Projections;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/**
 * Carts in MongoDB: read from the primary, inserted once, and changed only from the version that
 * was read. Every promise about carts rests on that one condition.
 */
class MongoCarts {

  private final MongoCollection<Document> carts;
  private final long maxTimeMillis;

  MongoCarts(Store store) {
    this.carts = store.exact(Schema.CARTS);
    this.maxTimeMillis = store.maxTimeMillis();
  }

  /** The cart as it is stored: also one that is deleted, merged or expired. */
  Optional<Cart> read(CartId id) {
    return Optional.ofNullable(
            carts
                .find(eq(CartDocuments.ID, id.value()))
                .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
                .first())
        .map(CartDocuments::cart);
  }

  /** False if there is one of this id; nothing was written then. */
  boolean insert(Cart cart) {
    try {
      carts.insertOne(CartDocuments.of(cart));
      return true;
    } catch (MongoWriteException taken) {
      if (StoreFaults.isDuplicateKey(taken)) {
        return false;
      }
      throw taken;
    }
  }

  /** Puts the next version in the place of the one that was read; false if that is not the last. */
  boolean swap(Cart before, Cart after) {
    if (!after.id().equals(before.id()) || after.version() != before.version() + 1) {
      throw new IllegalArgumentException("not the next version of the same cart");
    }
    return carts.findOneAndReplace(
            and(
                eq(CartDocuments.ID, before.id().value()),
                eq(CartDocuments.VERSION, before.version())),
            CartDocuments.of(after),
            new FindOneAndReplaceOptions()
                .projection(Projections.include(CartDocuments.VERSION))
                .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS))
        != null;
  }
}
