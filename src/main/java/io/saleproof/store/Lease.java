package io.saleproof.store;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.lte;
import static com.mongodb.client.model.Updates.combine;
import static com.mongodb.client.model.Updates.set;

import com.mongodb.MongoWriteException;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.UpdateOptions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bson.Document;

/**
 * Lets one instance at a time do a piece of work: a document in {@code settings}. It spares double
 * work and keeps nobody from it for longer than its bound; what must not happen twice needs more.
 */
public final class Lease {

  private final MongoCollection<Document> settings;
  private final Clock clock;
  private final String name;
  private final Duration longest;

  /**
   * @param longest after so long a holder is taken for dead
   */
  public Lease(Store store, Clock clock, String name, Duration longest) {
    this.settings = store.exact(Schema.SETTINGS);
    this.clock = clock;
    this.name = name;
    this.longest = longest;
  }

  /**
   * Does the work, unless another does it now, or did it lately.
   *
   * @param lately how long ago it must have been done at least; zero: any time will do
   * @return whether it was done
   */
  public boolean run(Duration lately, Runnable work) {
    Instant begun = clock.instant();
    if (!take(begun, lately)) {
      return false;
    }
    Instant done = Instant.EPOCH;
    try {
      work.run();
      done = begun;
      return true;
    } finally {
      settings.updateOne(
          and(eq("_id", name), eq("until", Date.from(begun.plus(longest)))),
          done.equals(begun)
              ? combine(set("until", Date.from(Instant.EPOCH)), set("done", Date.from(begun)))
              : set("until", Date.from(Instant.EPOCH)));
    }
  }

  private boolean take(Instant now, Duration lately) {
    try {
      settings.updateOne(
          and(
              eq("_id", name),
              lte("until", Date.from(now)),
              lte("done", Date.from(now.minus(lately)))),
          combine(
              set("until", Date.from(now.plus(longest))),
              com.mongodb.client.model.Updates.setOnInsert("done", Date.from(Instant.EPOCH))),
          new UpdateOptions().upsert(true));
      return true;
    } catch (MongoWriteException held) {
      // The document is there but is not free: the upsert would have made a second one.
      if (StoreFaults.isDuplicateKey(held)) {
        return false;
      }
      throw held;
    }
  }
}
