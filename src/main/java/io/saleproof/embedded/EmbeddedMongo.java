package io.saleproof.embedded;

import de.bwaldvogel.mongo.MongoServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;

/**
 * A MongoDB-compatible server in this process, reachable from this machine only.
 *
 * <p>Every answered write outlives a killed process, and no answer shows a write that does not.
 * Queries use the indexes for equality and {@code $in}; all else is filtered. One process at a time
 * may have a data folder open. There are no sessions, transactions, update pipelines, partial
 * indexes or change streams, and indexes with an expiry don't expire anything.
 */
public final class EmbeddedMongo implements AutoCloseable {
  private static final int ANY_FREE_PORT = 0;
  private static final int ACCEPTING_THREADS = 1;

  /** Commands run on the threads that read from the network, so this many run side by side. */
  private static final int COMMAND_THREADS = 16;

  private final MongoServer server;
  private final String connectionString;

  private EmbeddedMongo(StoreFile file) {
    server = new MongoServer(new StoredBackend(file, Clock.systemUTC()));
    server.bind(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), ANY_FREE_PORT),
        ACCEPTING_THREADS,
        COMMAND_THREADS);
    InetSocketAddress address = server.getLocalAddress();
    connectionString =
        "mongodb://" + address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  /**
   * Starts a server on the data kept in a folder, which is made if it is missing.
   *
   * @throws DataFolderInUse if another server has the folder open
   * @throws UncheckedIOException if the folder can't be made
   */
  public static EmbeddedMongo open(Path folder) {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("The data folder " + folder + " can't be made.", e);
    }
    return new EmbeddedMongo(StoreFile.open(folder));
  }

  /** Starts a server that forgets everything when it is closed. */
  public static EmbeddedMongo inMemory() {
    return new EmbeddedMongo(StoreFile.inMemory());
  }

  /** What to give the driver; has no database name. */
  public String connectionString() {
    return connectionString;
  }

  /** Cuts the connections, waits for the commands under way and closes the file. */
  @Override
  public void close() {
    server.shutdownNow();
  }
}
