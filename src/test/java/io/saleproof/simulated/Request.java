package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * A command as it was sent.
 *
 * @param database the database it is for
 * @param body the command, never altered
 * @param link the client's connection
 */
record Request(String database, Document body, Link link) {

  private static final Set<String> WRITES =
      Set.of(
          "insert",
          "update",
          "delete",
          "findandmodify",
          "create",
          "createindexes",
          "drop",
          "dropindexes",
          "dropdatabase",
          "renamecollection");

  /** What the server itself looks at, and the embedded one doesn't know. */
  private static final Set<String> ENVELOPE =
      Set.of(
          "lsid",
          "txnNumber",
          "stmtIds",
          "readConcern",
          "writeConcern",
          "$clusterTime",
          "$db",
          "$readPreference",
          "maxTimeMS",
          "comment");

  /** The client's end. */
  interface Link {
    boolean isOpen();
  }

  String name() {
    return body.keySet().iterator().next();
  }

  boolean is(String command) {
    return name().equalsIgnoreCase(command);
  }

  boolean writes() {
    return WRITES.contains(name().toLowerCase(Locale.ROOT)) || is("aggregate") && writesItsResult();
  }

  private boolean writesItsResult() {
    return body.get("pipeline") instanceof List<?> stages
        && !stages.isEmpty()
        && stages.getLast() instanceof Document last
        && (last.containsKey("$out") || last.containsKey("$merge"));
  }

  /** The command without what is about sessions, concerns and times; a copy. */
  Document bare() {
    Document bare = body.cloneDeeply();
    ENVELOPE.forEach(bare::remove);
    return bare;
  }

  Optional<Document> part(String field) {
    return body.get(field) instanceof Document part ? Optional.of(part) : Optional.empty();
  }

  /** The time that a read must have; zero: any will do. */
  long afterClusterTime() {
    return part("readConcern")
        .map(concern -> concern.get("afterClusterTime"))
        .map(time -> ((BsonTimestamp) time).getValue())
        .orElse(0L);
  }

  String readConcernLevel() {
    return part("readConcern")
        .map(concern -> (String) concern.getOrDefault("level", "local"))
        .orElse("local");
  }

  String readPreference() {
    return part("$readPreference")
        .map(preference -> (String) preference.getOrDefault("mode", "primary"))
        .orElse("primary");
  }

  /** Which write of which session this is, if it may be sent twice. */
  Optional<Retryable.Key> retryKey() {
    return body.get("txnNumber") instanceof Number number
        ? part("lsid").map(id -> new Retryable.Key((UUID) id.get("id"), number.longValue()))
        : Optional.empty();
  }

  Deadline deadline() {
    return Deadline.inMillis(
        body.get("maxTimeMS") instanceof Number millis ? millis.longValue() : 0);
  }

  boolean hasDeadline() {
    return body.get("maxTimeMS") instanceof Number millis && millis.longValue() > 0;
  }

  boolean inTransaction() {
    return body.containsKey("autocommit");
  }
}
