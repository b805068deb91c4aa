package io.saleproof.store;

import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.bson.BsonDocument;
import org.bson.BsonValue;

/** Counts what an application under test asks its database: reads of single documents. */
@Singleton
public class HeardReads implements CommandListener {

  private final Map<String, Integer> counts = new ConcurrentHashMap<>();

  @Override
  public void commandStarted(CommandStartedEvent event) {
    if (event.getCommandName().equals("find")) {
      BsonDocument command = event.getCommand();
      BsonValue id = command.getDocument("filter", new BsonDocument()).get("_id");
      if (id != null && id.isString()) {
        String of = command.getString("find").getValue();
        counts.merge(name(of, id.asString().getValue()), 1, Integer::sum);
      }
    }
  }

  /** How often this document was asked for so far. */
  public int of(Schema collection, String id) {
    return counts.getOrDefault(name(collection.collection(), id), 0);
  }

  private static String name(String collection, String id) {
    return collection + "/" + id;
  }
}
