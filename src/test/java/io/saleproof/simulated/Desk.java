package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.BsonTimestamp;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * What every server does with every command: notes it, plays the fault that is planned for it,
 * hears and tells the cluster's time.
 */
final class Desk {

  /** Commands that are remembered; older ones are forgotten. */
  private static final int REMEMBERED = 10_000;

  private final ReplicaSet set;
  private final Faults faults = new Faults();
  private final Deque<SeenCommand> seen = new ArrayDeque<>();

  Desk(ReplicaSet set) {
    this.set = set;
  }

  /**
   * Answers one command.
   *
   * @param work does what it asks for
   * @param now the time that an error tells
   */
  Document answer(String server, Request request, Supplier<Replied> work, LongSupplier now) {
    return set.guard()
        .locked(
            () -> {
              Optional<Faults.Way> fault = note(new SeenCommand(server, request));
              Document answer;
              long time;
              try {
                request.part("$clusterTime").ifPresent(set.times()::learn);
                fault.ifPresent(Desk::playBefore);
                Replied replied = work.get();
                answer = replied.answer();
                time = replied.operationTime();
                fault.ifPresent(way -> playAfter(way, replied.answer(), request));
              } catch (CommandFailure failure) {
                answer = failure.answer(request.retryKey().isPresent());
                time = now.getAsLong();
              } catch (IllegalStateException | MongoServerException broken) {
                // A fault of the simulation itself must be seen, and not be taken for a cut
                // connection.
                answer =
                    new CommandFailure(Codes.UNKNOWN_ERROR, "simulation: " + broken).answer(false);
                time = now.getAsLong();
              }
              answer.putIfAbsent("operationTime", new BsonTimestamp(time));
              return answer.append("$clusterTime", set.times().gossip());
            });
  }

  private Optional<Faults.Way> note(SeenCommand command) {
    if (command.name().equalsIgnoreCase("hello") || command.name().equalsIgnoreCase("isMaster")) {
      return Optional.empty();
    }
    if (seen.size() == REMEMBERED) {
      seen.removeFirst();
    }
    seen.addLast(command);
    return faults.take(command);
  }

  private static void playBefore(Faults.Way way) {
    switch (way) {
      case Faults.Way.Refused refused ->
          throw new CommandFailure(
              refused.code(),
              Codes.nameOf(refused.code()),
              "asked for by a test",
              refused.labels());
      case Faults.Way.CutBefore cut -> throw new ConnectionCut();
      case Faults.Way.Unconfirmed later -> {}
      case Faults.Way.CutAfter later -> {}
    }
  }

  private static void playAfter(Faults.Way way, Document answer, Request request) {
    switch (way) {
      case Faults.Way.Unconfirmed missed -> {
        answer.append(
            "writeConcernError",
            new Document("code", missed.code())
                .append("codeName", Codes.nameOf(missed.code()))
                .append("errmsg", "asked for by a test"));
        if (Codes.retryable(missed.code()) && request.retryKey().isPresent()) {
          answer.append("errorLabels", List.of(Codes.RETRYABLE_WRITE));
        }
      }
      case Faults.Way.CutAfter cut -> throw new ConnectionCut();
      case Faults.Way.Refused before -> {}
      case Faults.Way.CutBefore before -> {}
    }
  }

  Faults faults() {
    return faults;
  }

  Deque<SeenCommand> seen() {
    return seen;
  }
}
