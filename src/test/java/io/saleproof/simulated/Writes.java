package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Runs writes on the primary and waits until they are as safe as asked for. Under the lock. */
final class Writes {

  private final ReplicaSet set;

  Writes(ReplicaSet set) {
    this.set = set;
  }

  Replied run(Member member, Request request, Waiting waiting) {
    if (!set.isPrimary(member)) {
      throw new CommandFailure(Codes.NOT_WRITABLE_PRIMARY, "not primary");
    }
    long term = set.term();
    Optional<Retryable> earlier = request.retryKey().map(member::find);
    Document answer = earlier.isPresent() ? earlier.get().answer() : perform(member, request);
    // Also a repeat, and a write that has found nothing to do, waits for all that was before it.
    long entries = member.log().end();
    OpTime at = member.log().last();
    Document missed = waitFor(member, request, waiting, term, entries);
    if (missed != null) {
      answer.append("writeConcernError", missed);
      int code = (Integer) missed.get("code");
      if (Codes.retryable(code) && request.retryKey().isPresent()) {
        answer.append("errorLabels", List.of(Codes.RETRYABLE_WRITE));
      }
    }
    return new Replied(answer, at.time());
  }

  private Document perform(Member member, Request request) {
    Copy.Ran ran = Statements.run(member.local(), request);
    if (!ran.changes().isEmpty()) {
      @Nullable Document answer = ran.answer();
      set.append(
          ran.changes(),
          answer == null
              ? null
              : request
                  .retryKey()
                  .map(key -> new Retryable(key, answer.cloneDeeply()))
                  .orElse(null));
    }
    if (ran.failure() != null) {
      throw ran.failure();
    }
    return ran.answer();
  }

  /** What the write concern has missed; {@code null} if nothing. */
  private @Nullable Document waitFor(
      Member leader, Request request, Waiting waiting, long term, long entries) {
    Document concern = request.part("writeConcern").orElseGet(Document::new);
    Object wanted = concern.getOrDefault("w", 1);
    if (wanted instanceof Number number && number.intValue() > set.members().size()) {
      return error(Codes.UNSATISFIABLE_WRITE_CONCERN, "Not enough data-bearing nodes");
    }
    long millis = concern.get("wtimeout") instanceof Number number ? number.longValue() : 0;
    boolean done =
        waiting.until(
            Deadline.inMillis(millis),
            () -> !leads(leader, term) || isSafe(leader, wanted, entries));
    if (!done) {
      return waiting.timedOut()
          ? error(Codes.MAX_TIME_MS_EXPIRED, "operation exceeded time limit")
          : error(Codes.WRITE_CONCERN_FAILED, "waiting for replication timed out")
              .append("errInfo", new Document("wtimeout", true));
    }
    return leads(leader, term)
        ? null
        : error(Codes.PRIMARY_STEPPED_DOWN, "Primary stepped down while waiting for replication");
  }

  private boolean leads(Member leader, long term) {
    return set.isPrimary(leader) && set.term() == term;
  }

  private boolean isSafe(Member leader, Object wanted, long entries) {
    return wanted instanceof Number number
        ? set.holders(leader, entries) >= number.intValue()
        : leader.committed() >= entries;
  }

  private static Document error(int code, String message) {
    return new Document("code", code)
        .append("codeName", Codes.nameOf(code))
        .append("errmsg", message);
  }
}
