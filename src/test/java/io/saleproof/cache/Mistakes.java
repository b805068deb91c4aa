package io.saleproof.cache;

import org.jspecify.annotations.Nullable;

/** Mistakes that can be planted into a {@link World}, to see that its schedules find them. */
interface Mistakes {

  default RedisModel redis() {
    return new RedisModel();
  }

  default Marks marks() {
    return new Marks(100);
  }

  default boolean doubtsOnReconnect() {
    return true;
  }

  Mistakes NONE = new Mistakes() {};

  /** A change deletes the key, as a plain DEL does, in place of leaving a marker. */
  Mistakes PLAIN_DEL =
      new Mistakes() {
        @Override
        public RedisModel redis() {
          return new RedisModel() {
            @Override
            void mark(CacheKey key, Stamp stamp) {
              publish(key, stamp);
              evict(key);
            }
          };
        }
      };

  /** What is stored replaces what is kept, as a plain SET does. */
  Mistakes SET_WITHOUT_VERSION =
      new Mistakes() {
        @Override
        public RedisModel redis() {
          return new RedisModel() {
            @Override
            boolean store(CacheKey key, Entry entry, @Nullable String lease) {
              if (lease != null && !lease.equals(slot(key).lease())) {
                return false;
              }
              evict(key);
              return super.store(key, entry, null);
            }
          };
        }
      };

  /** A loader stores whether or not its lease still is the key's. */
  Mistakes LEASE_NOT_CHECKED =
      new Mistakes() {
        @Override
        public RedisModel redis() {
          return new RedisModel() {
            @Override
            boolean store(CacheKey key, Entry entry, @Nullable String lease) {
              return super.store(key, entry, lease == null ? null : slot(key).lease());
            }
          };
        }
      };

  /** Nothing is said to be in doubt when the subscription is made anew. */
  Mistakes LOST_MESSAGES_NOT_DOUBTED =
      new Mistakes() {
        @Override
        public boolean doubtsOnReconnect() {
          return false;
        }
      };

  /** What was answered, and what was heard of, is not remembered. */
  Mistakes NO_MARKS =
      new Mistakes() {
        @Override
        public Marks marks() {
          return new Marks(1) {
            @Override
            void raise(CacheKey key, Stamp stamp) {
              // Forgotten at once.
            }
          };
        }
      };
}
