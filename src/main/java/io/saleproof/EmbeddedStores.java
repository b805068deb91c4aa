package io.saleproof;

import io.saleproof.embedded.DataFolderInUse;
import io.saleproof.embedded.EmbeddedMongo;
import io.saleproof.embedded.EmbeddedRedis;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * The database in this process and the Redis beside it, if the environment names none outside of
 * it. A database from outside has no embedded Redis: other instances could not use it.
 */
final class EmbeddedStores implements AutoCloseable {

  private final String mongodbUrl;
  private final Optional<String> redisUrl;
  private final Runnable closing;

  private EmbeddedStores(String mongodbUrl, Optional<String> redisUrl, Runnable closing) {
    this.mongodbUrl = mongodbUrl;
    this.redisUrl = redisUrl;
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
        .map(url -> new EmbeddedStores(url, environment.redisUrl(), () -> {}))
        .orElseGet(() -> embedded(environment));
  }

  private static EmbeddedStores embedded(Environment environment) {
    EmbeddedMongo mongo = mongo(environment);
    if (environment.redisUrl().isPresent()) {
      return new EmbeddedStores(mongo.connectionString(), environment.redisUrl(), mongo::close);
    }
    Optional<EmbeddedRedis> redis = EmbeddedRedis.tryStart();
    return new EmbeddedStores(
        mongo.connectionString(),
        redis.map(EmbeddedRedis::url),
        () -> {
          redis.ifPresent(EmbeddedRedis::close);
          mongo.close();
        });
  }

  private static EmbeddedMongo mongo(Environment environment) {
    try {
      return EmbeddedMongo.open(environment.dataDir().resolve("mongodb"));
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

  /** What is in {@code saleproof.redis.url}; empty: no Redis. */
  Optional<String> redisUrl() {
    return redisUrl;
  }

  @Override
  public void close() {
    closing.run();
  }
}
