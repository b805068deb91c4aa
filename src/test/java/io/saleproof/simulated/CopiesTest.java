package io.saleproof.simulated;

import static com.mongodb.client.model.Filters.eq;
import static org.assertj.core.api.Assertions.assertThat;

import com.mongodb.MongoException;
import com.mongodb.ReadConcern;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.Filters;
import com.mongodb.client.model.IndexOptions;
import com.mongodb.client.model.Indexes;
import com.mongodb.client.model.Sorts;
import com.mongodb.client.model.UpdateOptions;
import com.mongodb.client.model.Updates;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** All copies become the same, whatever is done, and queries by index find what a scan finds. */
class CopiesTest {

  private static final long SEED = Long.getLong("simulated.seed", System.nanoTime());
  private static final int STEPS = 600;
  private static final int IDS = 40;

  private final SimulatedCluster cluster = SimulatedCluster.start(3, 0);
  private final Clients clients = new Clients(cluster, cluster.replicaSetUrl());
  private final Random random = new Random(SEED);

  @AfterEach
  void close() {
    clients.close();
    cluster.close();
  }

  @Test
  void membersEndTheSameWhateverIsDoneAndLost() {
    clients.things().createIndex(Indexes.ascending("a", "b"), new IndexOptions().unique(true));
    for (int step = 0; step < STEPS; step++) {
      disturb(step);
      try {
        change(clients.unsafe());
      } catch (MongoException refused) {
        // The driver repeats no update of many, so it may meet the former primary.
        assertThat(refused.getCode())
            .as("seed %d, step %d", SEED, step)
            .isIn(11000, Codes.NOT_WRITABLE_PRIMARY);
      }
    }
    cluster.thaw(1);
    cluster.thaw(2);
    clients.things().insertOne(new Document("_id", "last").append("a", "last"));

    for (ReadConcern concern : List.of(ReadConcern.LOCAL, ReadConcern.MAJORITY)) {
      List<Map<Object, Document>> copies = new ArrayList<>();
      for (int member = 0; member < 3; member++) {
        copies.add(contents(clients.at(member).withReadConcern(concern)));
      }
      assertThat(copies).as("seed %d", SEED).containsOnly(copies.getFirst());
      assertThat(copies.getFirst()).containsKey("last");
    }
    cluster.stepDown();
    clients.things().insertOne(new Document("_id", "after").append("a", "after"));
  }

  /** Elections with writes that the next primary has not got. */
  private void disturb(int step) {
    switch (step % 50) {
      case 20 -> {
        for (int member = 0; member < 3; member++) {
          cluster.freeze(member);
        }
      }
      case 30 -> cluster.stepDown();
      case 40 -> {
        for (int member = 0; member < 3; member++) {
          cluster.thaw(member);
        }
      }
      default -> {}
    }
  }

  private void change(MongoCollection<Document> things) {
    Bson some = eq("_id", random.nextInt(IDS));
    Bson update =
        Updates.combine(
            Updates.set("a", random.nextInt(6)),
            Updates.set("b", random.nextInt(6)),
            Updates.push("list", random.nextInt(3)),
            Updates.currentDate("at"));
    switch (random.nextInt(7)) {
      case 0 -> things.insertOne(new Document("a", random.nextInt()).append("b", 1));
      case 1 -> things.updateOne(some, update, new UpdateOptions().upsert(true));
      case 2 -> things.findOneAndUpdate(some, update);
      case 3 -> things.updateMany(Filters.lt("_id", 5), Updates.inc("n", 1));
      case 4 -> things.deleteOne(some);
      case 5 -> things.findOneAndReplace(some, new Document("a", random.nextInt(50)));
      default -> things.findOneAndDelete(eq("a", random.nextInt(6)));
    }
  }

  private static Map<Object, Document> contents(MongoCollection<Document> things) {
    Map<Object, Document> contents = new HashMap<>();
    things.find().forEach(it -> contents.put(it.get("_id"), it));
    return contents;
  }

  @Test
  void queriesByIndexFindWhatAScanFinds() {
    MongoCollection<Document> indexed = clients.client().getDatabase("test").getCollection("i");
    MongoCollection<Document> plain = clients.client().getDatabase("test").getCollection("p");
    indexed.createIndex(Indexes.ascending("a", "b"));
    indexed.createIndex(Indexes.descending("b"));
    for (int id = 0; id < 200; id++) {
      Document document = new Document("_id", id).append("a", value()).append("b", value());
      if (random.nextInt(10) == 0) {
        document.remove("a");
      }
      indexed.insertOne(document);
      plain.insertOne(document);
    }
    for (int n = 0; n < 200; n++) {
      Bson change = Updates.set(random.nextBoolean() ? "a" : "b", value());
      Bson which = eq("_id", random.nextInt(200));
      indexed.updateOne(which, change);
      plain.updateOne(which, change);
      Bson query = query();
      assertThat(found(indexed, query))
          .as("seed %d, %s", SEED, query)
          .isEqualTo(found(plain, query));
      assertThat(indexed.countDocuments(query)).isEqualTo(plain.countDocuments(query));
    }
  }

  private static List<Document> found(MongoCollection<Document> things, Bson query) {
    return things.find(query).sort(Sorts.ascending("_id")).into(new ArrayList<>());
  }

  private Bson query() {
    String field = random.nextBoolean() ? "a" : "b";
    return switch (random.nextInt(7)) {
      case 0 -> eq(field, value());
      case 1 -> Filters.in(field, value(), value());
      case 2 -> Filters.and(eq("a", value()), Filters.gt("b", 1));
      case 3 -> Filters.and(Filters.exists("a"), eq("b", value()));
      case 4 -> Filters.or(eq("a", value()), eq("b", value()));
      case 5 -> Filters.ne(field, value());
      default -> eq(field, null);
    };
  }

  private Object value() {
    return switch (random.nextInt(6)) {
      case 0 -> random.nextInt(4);
      case 1 -> (long) random.nextInt(4);
      case 2 -> (double) random.nextInt(4);
      case 3 -> "s" + random.nextInt(3);
      case 4 -> List.of(random.nextInt(4), "s" + random.nextInt(3));
      default -> new Document("x", random.nextInt(2));
    };
  }
}
