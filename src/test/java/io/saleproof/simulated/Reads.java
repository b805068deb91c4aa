package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;
import java.util.function.LongSupplier;

/** Answers reads at one member, when it has what they demand. Under the set's lock. */
final class Reads {

  private final ReplicaSet set;
  private final Cursors cursors;

  Reads(ReplicaSet set, Cursors cursors) {
    this.set = set;
    this.cursors = cursors;
  }

  Replied run(Member member, Request request, Waiting waiting) {
    checkRole(member, request);
    boolean majority =
        switch (request.readConcernLevel()) {
          case "local", "available" -> false;
          case "majority" -> true;
          default ->
              throw new CommandFailure(
                  Codes.NOT_SIMULATED,
                  "Read concern " + request.readConcernLevel() + " is not simulated");
        };
    LongSupplier has =
        majority ? () -> member.committedAt().time() : () -> member.log().last().time();
    waitFor(member, request, has, waiting);
    Copy copy = majority ? member.majority() : member.local();
    Copy.Ran ran = copy.run(request.database(), withoutBatches(request.bare()));
    if (ran.failure() != null) {
      throw ran.failure();
    }
    return new Replied(cursors.firstBatch(member, request, ran.answer()), has.getAsLong());
  }

  private void checkRole(Member member, Request request) {
    if (!set.isPrimary(member) && request.readPreference().equals("primary")) {
      throw new CommandFailure(
          Codes.NOT_PRIMARY_NO_SECONDARY_OK, "not primary and secondaryOk=false");
    }
  }

  private void waitFor(Member member, Request request, LongSupplier has, Waiting waiting) {
    long wanted = request.afterClusterTime();
    if (Long.compareUnsigned(wanted, set.times().newest()) > 0) {
      throw new CommandFailure(
          Codes.INVALID_OPTIONS,
          "readConcern afterClusterTime value must not be greater than the current clusterTime");
    }
    // Where nothing is written nothing would come that is late enough.
    set.primary()
        .filter(primary -> Long.compareUnsigned(primary.log().last().time(), wanted) < 0)
        .ifPresent(primary -> set.appendNothing());
    waiting.until(() -> Long.compareUnsigned(has.getAsLong(), wanted) >= 0);
    checkRole(member, request);
  }

  /** All is fetched at once and handed out in batches by {@link Cursors}. */
  private static Document withoutBatches(Document command) {
    command.remove("batchSize");
    if (command.get("cursor") instanceof Document cursor) {
      cursor.remove("batchSize");
    }
    return command;
  }
}
