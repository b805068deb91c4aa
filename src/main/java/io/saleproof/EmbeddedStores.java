package io.saleproof;

import io.saleproof.embedded.DataFolderInUse;
import io.saleproof.embedded.EmbeddedMongo;
import java.io.UncheckedIOException;

/** The database in this process, if the environment names none outside of it. */
final class EmbeddedStores implements AutoCloseable {

  private final String mongodbUrl;
  private final Runnable closing;

  private EmbeddedStores(String mongodbUrl, Runnable closing) {
    this.mongodbUrl = mongodbUrl;
    this.closing = closing;
  }

  /**
   * Starts what the environment leaves to this process.
   *
   * @throws Environment.Mistake if the data folder can't be used, or this build has no embedded
   *     database
   */
  static EmbeddedStores start(Environment environment) {
    return environment
        .mongodbUrl()
        .map(url -> new EmbeddedStores(url, () -> {}))
        .orElseGet(() -> embedded(environment));
  }

  private static EmbeddedStores embedded(Environment environment) {
    try {
      EmbeddedMongo mongo = EmbeddedMongo.open(environment.dataDir().resolve("mongodb"));
      return new EmbeddedStores(mongo.connectionString(), mongo::close);
    } catch (DataFolderInUse inUse) {
      throw new Environment.Mistake(String.valueOf(inUse.getMessage()));
    } catch (UncheckedIOException unusable) {
      throw new Environment.Mistake(
          "SALEPROOF_DATA_DIR: the folder " + environment.dataDir() + " can't be written.");
    } catch (NoClassDefFoundError leftOut) {
      throw new Environment.Mistake(
          "MONGODB_URL must name a database: this build has no embedded one.");
    }
  }

  String mongodbUrl() {
    return mongodbUrl;
  }

  @Override
  public void close() {
    closing.run();
  }
}
