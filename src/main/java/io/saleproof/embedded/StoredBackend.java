package io.saleproof.embedded;

import de.bwaldvogel.mongo.MongoDatabase;
import de.bwaldvogel.mongo.backend.AbstractMongoBackend;
import de.bwaldvogel.mongo.backend.Utils;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.exception.MongoServerException;
import io.netty.channel.Channel;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * The server's commands on a {@link StoreFile}. Whatever a command answers is safe before the
 * answer leaves: what it wrote, and what it read of others' writes.
 */
final class StoredBackend extends AbstractMongoBackend {
  private static final Logger LOG = Logger.getLogger(StoredBackend.class);

  /** Commands that change nothing; all others are taken to write. */
  private static final Set<String> READING =
      Set.of(
          "aggregate",
          "buildinfo",
          "collstats",
          "connectionstatus",
          "count",
          "dbstats",
          "distinct",
          "endsessions",
          "find",
          "getmore",
          "hello",
          "ismaster",
          "killcursors",
          "listcollections",
          "listdatabases",
          "listindexes",
          "ping",
          "serverstatus");

  private static final Set<String> WRITING_STAGES = Set.of("$out", "$merge");

  private final StoreFile file;

  StoredBackend(StoreFile file, Clock clock) {
    super(clock);
    this.file = file;
    file.databases().forEach(this::resolveDatabase);
  }

  @Override
  public Document handleCommand(Channel channel, String database, String command, Document query) {
    try {
      return answer(channel, database, command, query);
    } catch (MongoServerException e) {
      // A refusal, which the driver is told of.
      throw e;
    } catch (RuntimeException e) {
      LOG.errorf(e, "The embedded store failed at the command %s.", command);
      throw e;
    }
  }

  private Document answer(Channel channel, String database, String command, Document query) {
    if (command.equalsIgnoreCase("listDatabases")) {
      return listDatabases();
    }
    if (changesNothing(command, query)) {
      Document answer = super.handleCommand(channel, database, command, query);
      file.settle();
      return answer;
    }
    return file.changing(() -> super.handleCommand(channel, database, command, query));
  }

  private static boolean changesNothing(String command, Document query) {
    return READING.contains(command.toLowerCase(Locale.ROOT))
        && !(query.get("pipeline") instanceof List<?> stages
            && stages.stream().anyMatch(StoredBackend::writes));
  }

  private static boolean writes(Object stage) {
    return stage instanceof Document document
        && document.keySet().stream().anyMatch(WRITING_STAGES::contains);
  }

  /** The inherited answer opens every database a second time. */
  private Document listDatabases() {
    List<Document> databases =
        listDatabaseNames().stream()
            .sorted()
            .map(name -> new Document("name", name).append("empty", false))
            .toList();
    Document answer = new Document("databases", databases);
    Utils.markOkay(answer);
    return answer;
  }

  @Override
  protected MongoDatabase openOrCreateDatabase(String databaseName) {
    return new StoredDatabase(databaseName, getCursorRegistry(), file);
  }

  @Override
  public void close() {
    super.close();
    file.close();
  }
}
