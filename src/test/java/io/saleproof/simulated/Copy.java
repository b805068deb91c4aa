package io.saleproof.simulated;

import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerError;
import de.bwaldvogel.mongo.exception.MongoServerException;
import de.bwaldvogel.mongo.exception.NoSuchCommandException;
import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** One copy of all data. It runs commands and tells what they have changed. */
final class Copy extends AbstractMongoBackend {

  private static final Channel NOBODY = new EmbeddedChannel();

  private List<Change> changes = new ArrayList<>();
  private boolean telling;

  Copy(Clock clock) {
    super(clock);
  }

  /**
   * What a command came to. Also one that failed may have changed something.
   *
   * @param answer what the client is told; {@code null} if it failed
   */
  record Ran(@Nullable Document answer, @Nullable CommandFailure failure, List<Change> changes) {}

  Ran run(String database, Document command) {
    changes = new ArrayList<>();
    telling = true;
    try {
      String name = command.keySet().iterator().next();
      Document answer =
          name.equalsIgnoreCase("listDatabases")
              ? listDatabases()
              : handleCommand(NOBODY, database, name, command);
      return new Ran(answer.cloneDeeply(), null, changes);
    } catch (RuntimeException failed) {
      return new Ran(null, failureOf(failed), changes);
    } finally {
      telling = false;
    }
  }

  private static CommandFailure failureOf(RuntimeException failed) {
    return switch (failed) {
      case NoSuchCommandException unknown ->
          new CommandFailure(Codes.COMMAND_NOT_FOUND, "no such command: " + unknown.getMessage());
      case MongoServerError refused ->
          new CommandFailure(
              refused.getCode(), refused.getCodeName(), refused.getMessageWithoutErrorCode());
      case MongoServerException refused ->
          new CommandFailure(Codes.UNKNOWN_ERROR, refused.getMessageWithoutErrorCode());
      default -> new CommandFailure(Codes.NOT_SIMULATED, "The simulation can't do this: " + failed);
    };
  }

  void apply(Change change) {
    database(databaseOf(change)).apply(change);
  }

  private static String databaseOf(Change change) {
    return switch (change) {
      case Change.Create create -> create.database();
      case Change.Put put -> put.database();
      case Change.Remove remove -> remove.database();
      case Change.CreateIndex create -> create.database();
      case Change.DropIndex drop -> drop.database();
      case Change.Drop drop -> drop.database();
      case Change.Rename rename -> rename.toDatabase();
    };
  }

  CopyDatabase database(String name) {
    return (CopyDatabase) resolveDatabase(name);
  }

  /** A copy of its own with the same contents. */
  Copy fork() {
    Copy fork = new Copy(getClock());
    List.copyOf(listDatabaseNames()).stream()
        .flatMap(name -> database(name).contents())
        .forEach(fork::apply);
    return fork;
  }

  void changed(Change change) {
    if (telling) {
      changes.add(change);
    }
  }

  /** Does what is told as a whole, not in its parts. */
  void quietly(Runnable work) {
    boolean before = telling;
    telling = false;
    try {
      work.run();
    } finally {
      telling = before;
    }
  }

  private Document listDatabases() {
    List<Document> databases =
        listDatabaseNames().stream()
            .filter(name -> database(name).hasCollections())
            .sorted((one, other) -> one.toLowerCase(Locale.ROOT).compareTo(other))
            .map(name -> new Document("name", name).append("sizeOnDisk", 0L).append("empty", false))
            .toList();
    Document answer = new Document("databases", databases).append("totalSize", 0L);
    Utils.markOkay(answer);
    return answer;
  }

  @Override
  protected CopyDatabase openOrCreateDatabase(String name) {
    return new CopyDatabase(name, getCursorRegistry(), this);
  }
}
