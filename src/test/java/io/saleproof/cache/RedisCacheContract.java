package io.saleproof.cache;

/** The contract for two instances on a real Redis, whatever that is made of. */
abstract class RedisCacheContract extends SharedCacheContract {

  abstract RedisInstances instances();

  @Override
  protected SharedCache shared() {
    return instances().shared();
  }

  @Override
  protected SharedCache other() {
    return instances().other();
  }

  @Override
  protected void endLease(CacheKey key) {
    instances().endLease(key);
  }

  @Override
  protected void evict(CacheKey key) {
    instances().evict(key);
  }
}
