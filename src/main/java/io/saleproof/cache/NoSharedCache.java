package io.saleproof.cache;

import io.quarkus.arc.DefaultBean;
import io.vertx.core.Future;
import jakarta.inject.Singleton;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where there is no Redis: everyone may load, nothing is kept or refused. */
@Singleton
@DefaultBean
public class NoSharedCache implements SharedCache {

  private static final Future<Turn> YOURS = Future.succeededFuture(new Turn.Lease("", null));

  @Override
  public Future<@Nullable Entry> read(CacheKey key) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Turn> acquire(CacheKey key, @Nullable Entry refused, long now) {
    return YOURS;
  }

  @Override
  public Future<Boolean> store(CacheKey key, Entry entry, @Nullable String lease) {
    return Future.succeededFuture(true);
  }

  @Override
  public Future<Void> release(CacheKey key, String lease) {
    return Future.succeededFuture();
  }

  @Override
  public Future<Void> mark(Map<CacheKey, Stamp> stamps) {
    return Future.succeededFuture();
  }

  @Override
  public void listen(Listener listener) {
    // Nobody else can change anything that is kept here.
  }
}
