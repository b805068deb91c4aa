package io.saleproof.cache;

import io.vertx.core.Future;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One instance's way to a {@link RedisModel}; when each step is taken, {@link Course} says. */
class ModelledCache implements SharedCache {

  /** When a step takes place, and when its answer comes. */
  interface Course {

    <T> Future<T> step(String name, Supplier<T> effect);

    /** At once. */
    Course DIRECT =
        new Course() {
          @Override
          public <T> Future<T> step(String name, Supplier<T> effect) {
            return Future.succeededFuture(effect.get());
          }
        };
  }

  private final RedisModel redis;
  private final Course course;

  ModelledCache(RedisModel redis, Course course) {
    this.redis = redis;
    this.course = course;
  }

  @Override
  public Future<@Nullable Entry> read(CacheKey key) {
    return course.step("read", () -> redis.read(key));
  }

  @Override
  public Future<Turn> acquire(CacheKey key, @Nullable Entry refused, long now) {
    return course.step("acquire", () -> redis.acquire(key, refused, now));
  }

  @Override
  public Future<Boolean> store(CacheKey key, Entry entry, @Nullable String lease) {
    return course.step(lease == null ? "put" : "store", () -> redis.store(key, entry, lease));
  }

  @Override
  public Future<Void> release(CacheKey key, String lease) {
    return course.step(
        "release",
        () -> {
          redis.release(key, lease);
          return null;
        });
  }

  @Override
  public Future<Void> mark(Map<CacheKey, Stamp> stamps) {
    return course.step(
        "mark",
        () -> {
          stamps.forEach(redis::mark);
          return null;
        });
  }

  @Override
  public void listen(Listener listener) {
    redis.listen(listener);
    listener.doubt();
  }
}
