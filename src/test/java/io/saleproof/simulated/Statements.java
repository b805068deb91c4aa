package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;
import java.util.ArrayList;
import java.util.List;

/** Runs the statements of a write as the real server does where the embedded one differs. */
final class Statements {

  private Statements() {}

  static Copy.Ran run(Copy copy, Request request) {
    Document command = request.bare();
    if (request.is("update")) {
      return updates(copy, request, command);
    }
    if (request.is("insert")) {
      command.putIfAbsent("ordered", true);
      return counted(copy.run(request.database(), command), command);
    }
    return copy.run(request.database(), command);
  }

  /** The embedded server counts documents that it has not inserted. */
  private static Copy.Ran counted(Copy.Ran ran, Document command) {
    Document answer = ran.answer();
    if (answer != null && answer.get("writeErrors") instanceof List<?> errors) {
      int sent = ((List<?>) command.get("documents")).size();
      boolean ordered = Boolean.TRUE.equals(command.get("ordered"));
      answer.put("n", ordered ? ((Document) errors.getFirst()).get("index") : sent - errors.size());
    }
    return ran;
  }

  /** One by one: the embedded server goes on after an error though they are ordered. */
  private static Copy.Ran updates(Copy copy, Request request, Document command) {
    boolean ordered = !Boolean.FALSE.equals(command.get("ordered"));
    List<Change> changes = new ArrayList<>();
    Summary summary = new Summary();
    List<?> statements = (List<?>) command.get("updates");
    for (int index = 0; index < statements.size(); index++) {
      Document one = command.clone();
      one.put("updates", List.of(statements.get(index)));
      Copy.Ran ran = copy.run(request.database(), one);
      changes.addAll(ran.changes());
      if (ran.failure() != null) {
        return new Copy.Ran(null, ran.failure(), changes);
      }
      summary.add(ran.answer(), index);
      if (ordered && !summary.errors.isEmpty()) {
        break;
      }
    }
    return new Copy.Ran(summary.answer(), null, changes);
  }

  /** The answers of single statements as one. */
  private static final class Summary {
    private int matched;
    private int modified;
    private final List<Object> upserted = new ArrayList<>();
    private final List<Object> errors = new ArrayList<>();

    void add(Document answer, int index) {
      matched += ((Number) answer.get("n")).intValue();
      modified += ((Number) answer.get("nModified")).intValue();
      take(answer, "upserted", index, upserted);
      take(answer, "writeErrors", index, errors);
    }

    private static void take(Document answer, String field, int index, List<Object> into) {
      if (answer.get(field) instanceof List<?> several) {
        several.forEach(one -> into.add(((Document) one).append("index", index)));
      }
    }

    Document answer() {
      Document answer = new Document("n", matched).append("nModified", modified);
      if (!upserted.isEmpty()) {
        answer.append("upserted", upserted);
      }
      if (!errors.isEmpty()) {
        answer.append("writeErrors", errors);
      }
      return answer.append("ok", 1.0);
    }
  }
}
