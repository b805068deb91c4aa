package io.saleproof.cache;

/** The model that schedules are checked with keeps the contract. */
class RedisModelTest extends SharedCacheContract {

  private final RedisModel redis = new RedisModel();
  private final SharedCache shared = new ModelledCache(redis, ModelledCache.Course.DIRECT);
  private final SharedCache other = new ModelledCache(redis, ModelledCache.Course.DIRECT);

  @Override
  protected SharedCache shared() {
    return shared;
  }

  @Override
  protected SharedCache other() {
    return other;
  }

  @Override
  protected void endLease(CacheKey key) {
    redis.endLease(key);
  }

  @Override
  protected void evict(CacheKey key) {
    redis.evict(key);
  }
}
