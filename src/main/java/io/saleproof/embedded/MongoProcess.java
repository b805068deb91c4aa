package io.saleproof.embedded;

import java.nio.file.Path;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * The embedded server as a process of its own, for several processes of the shop on one database:
 * prints its connection string as the one line of its standard output and serves until it is told
 * to end (SIGTERM, Ctrl-C). Nothing that was answered is lost with it, however it ends.
 *
 * <p>Exit status 1 if the folder can't be used, 2 if none was named.
 */
public final class MongoProcess {

  private static final int UNUSABLE = 1;
  private static final int MISUSE = 2;

  private MongoProcess() {}

  public static void main(String... arguments) {
    if (arguments.length != 1 || arguments[0].isBlank()) {
      System.err.println("Which folder? It is the only argument.");
      System.exit(MISUSE);
    }
    // Refused commands are the driver's to tell of.
    Logger.getLogger("de.bwaldvogel.mongo").setLevel(Level.OFF);
    try {
      EmbeddedMongo mongo = EmbeddedMongo.open(Path.of(arguments[0]));
      Runtime.getRuntime().addShutdownHook(new Thread(mongo::close));
      System.out.println(mongo.connectionString());
      System.out.flush();
    } catch (RuntimeException unusable) {
      System.err.println(unusable.getMessage());
      System.exit(UNUSABLE);
    }
  }
}
