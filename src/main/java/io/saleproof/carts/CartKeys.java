package io.saleproof.carts;

import static com.mongodb.client.model.Filters.eq;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.FindOneAndUpdateOptions;
import com.mongodb.client.model.Updates;
import io.saleproof.idempotency.RequestHash;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.Date;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/**
 * The idempotency keys of new carts. A guest's cart must have an id that nobody can guess, so it
 * can't follow from the key: the key has a document of its own, with the whole cart to be made and
 * the answer to it. Its insert decides; the cart is made from it, by the first request or by any
 * repeat, and once made, never again.
 */
@ApplicationScoped
class CartKeys {

  /** No cart has an id like this. */
  private static final String PREFIX = "key:";

  private final MongoCollection<Document> keys;
  private final MongoCarts carts;
  private final CartTimes times;
  private final long maxTimeMillis;

  @Inject
  CartKeys(Store store, CartsConfig config, Clock clock) {
    this(store, new MongoCarts(store), new CartTimes(clock, config));
  }

  CartKeys(Store store, MongoCarts carts, CartTimes times) {
    this.keys = store.exact(Schema.CARTS);
    this.carts = carts;
    this.times = times;
    this.maxTimeMillis = store.maxTimeMillis();
  }

  /**
   * What a key has made.
   *
   * @param answer the first answer
   * @param draft the cart, as long as it may have to be made; then {@code null}
   */
  record Kept(String requestHash, CartId cart, String answer, @Nullable Cart draft) {}

  /** What the key stands for; a cart that was not made yet is made. */
  Optional<Kept> find(String scopedKey) {
    Optional<Kept> found = read(scopedKey);
    found.map(Kept::draft).ifPresent(draft -> make(scopedKey, draft));
    return found;
  }

  /**
   * Claims the key for a cart and makes it.
   *
   * @return what the key stood for already; empty if the claim was the first
   */
  Optional<Kept> claim(String scopedKey, String requestHash, Cart draft, String answer) {
    Document kept =
        new Document(CartDocuments.ID, idOf(scopedKey))
            .append("requestHash", requestHash)
            .append("cartId", draft.id().value())
            .append("answer", answer)
            .append("draft", CartDocuments.of(draft))
            .append(CartDocuments.EXPIRES_AT, Date.from(times.keyExpiry()));
    try {
      keys.insertOne(kept);
    } catch (MongoWriteException taken) {
      Optional<Kept> first = StoreFaults.isDuplicateKey(taken) ? find(scopedKey) : Optional.empty();
      if (first.isEmpty()) {
        throw taken;
      }
      return first;
    }
    make(scopedKey, draft);
    return Optional.empty();
  }

  private void make(String scopedKey, Cart draft) {
    carts.insert(draft);
    keys.findOneAndUpdate(
        eq(CartDocuments.ID, idOf(scopedKey)),
        Updates.unset("draft"),
        new FindOneAndUpdateOptions().maxTime(maxTimeMillis, TimeUnit.MILLISECONDS));
  }

  private Optional<Kept> read(String scopedKey) {
    Document found =
        keys.find(eq(CartDocuments.ID, idOf(scopedKey)))
            .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
            .first();
    if (found == null) {
      return Optional.empty();
    }
    Document draft = found.get("draft", Document.class);
    return Optional.of(
        new Kept(
            found.getString("requestHash"),
            new CartId(found.getString("cartId")),
            found.getString("answer"),
            draft == null ? null : CartDocuments.cart(draft)));
  }

  private static String idOf(String scopedKey) {
    return PREFIX + RequestHash.of(scopedKey);
  }
}
