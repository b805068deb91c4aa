package io.saleproof.cache;

import io.saleproof.redis.MessageListener;
import io.saleproof.redis.RedisRouter;
import io.saleproof.redis.RedisScript;
import io.vertx.core.Future;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The shared part of the cache in Redis: a hash a key, changed by scripts alone, each of which
 * Redis runs as one step; the changes are published on one channel. Everything has an end of its
 * life, so that what nobody asks for goes by itself.
 */
final class RedisCache implements SharedCache {

  private static final RedisScript ACQUIRE = script("acquire");
  private static final RedisScript STORE = script("store");
  private static final RedisScript RELEASE = script("release");
  private static final RedisScript MARK = script("mark");

  /** Longer names are hashed. */
  private static final int LONGEST_NAME = 120;

  /** How many marks are under way at once, well below what a connection takes. */
  private static final int MARKS_AT_ONCE = 256;

  private static final byte[] NOTHING = new byte[0];

  private final RedisRouter redis;
  private final String prefix;
  private final String channel;
  private final Duration lease;
  private final Clock clock;

  /**
   * @param shop whose cache it is; others may share the Redis
   * @param lease how long a load may take
   * @param clock tells Redis when a lease was asked for
   */
  RedisCache(RedisRouter redis, String shop, Duration lease, Clock clock) {
    this.redis = redis;
    this.prefix = "sp:" + shop + ":";
    this.channel = "sp:" + shop + ":changed";
    this.lease = lease;
    this.clock = clock;
  }

  private static RedisScript script(String name) {
    return RedisScript.of(resource("common.lua") + resource(name + ".lua"));
  }

  private static String resource(String file) {
    try (InputStream in = RedisCache.class.getResourceAsStream(file)) {
      if (in == null) {
        throw new IllegalStateException("this build has no " + file);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException broken) {
      throw new UncheckedIOException(broken);
    }
  }

  @Override
  public Future<@Nullable Entry> read(CacheKey key) {
    String place = place(key);
    Request request = Request.cmd(Command.HMGET).arg(place).arg("m").arg("b").arg("z");
    return redis.send(place, request).map(found -> entry(key, found, 0));
  }

  @Override
  public Future<Turn> acquire(CacheKey key, @Nullable Entry refused, long now) {
    String token = UUID.randomUUID().toString();
    return redis
        .run(
            ACQUIRE,
            place(key),
            List.of(EntryCodec.identity(refused), now, token, lease.toMillis(), clock.millis()))
        .map(answer -> turn(key, token, answer));
  }

  private static Turn turn(CacheKey key, String token, @Nullable Response answer) {
    String kind = answer == null ? "" : answer.get(0).toString();
    switch (kind) {
      case "found" -> {
        Entry found = entry(key, answer, 1);
        // Of another form: as if someone were loading it, until its life ends.
        return found == null ? new Turn.Busy() : new Turn.Found(found);
      }
      case "yours" -> {
        return new Turn.Lease(token, entry(key, answer, 1));
      }
      case "busy" -> {
        return new Turn.Busy();
      }
      default -> throw new IllegalStateException("the script answered " + answer);
    }
  }

  private static @Nullable Entry entry(CacheKey key, @Nullable Response parts, int from) {
    return parts == null
        ? null
        : EntryCodec.entry(
            key.name(),
            bytes(parts.get(from)),
            bytes(parts.get(from + 1)),
            bytes(parts.get(from + 2)));
  }

  private static byte @Nullable [] bytes(@Nullable Response part) {
    return part == null ? null : part.toBytes();
  }

  @Override
  public Future<Boolean> store(CacheKey key, Entry entry, @Nullable String lease) {
    byte[] gzip = entry.gzip();
    Future<Boolean> stored =
        redis
            .run(
                STORE,
                place(key),
                List.of(
                    EntryCodec.order(entry.stamp()),
                    EntryCodec.meta(entry),
                    entry.freshUntil(),
                    entry.body(),
                    gzip == null ? NOTHING : gzip,
                    lease == null ? "" : lease,
                    2 * key.kind().freshMillis(),
                    markerMillis(key)))
            .map(answer -> answer != null && answer.toInteger() == 1);
    return lease == null ? told(stored, Map.of(key, entry.stamp())) : stored;
  }

  @Override
  public Future<Void> release(CacheKey key, String lease) {
    return redis.run(RELEASE, place(key), List.of(lease)).mapEmpty();
  }

  @Override
  public Future<Void> mark(Map<CacheKey, Stamp> stamps) {
    Future<Void> marked = Future.succeededFuture();
    for (Map<CacheKey, Stamp> some : parts(stamps)) {
      // The next ones are tried whatever became of these.
      marked = marked.transform(before -> markAll(some).compose(ok -> as(before)));
    }
    return told(marked, stamps);
  }

  private static <T> Future<T> as(io.vertx.core.AsyncResult<T> result) {
    return result.succeeded()
        ? Future.succeededFuture(result.result())
        : Future.failedFuture(result.cause());
  }

  private Future<Void> markAll(Map<CacheKey, Stamp> stamps) {
    List<Future<?>> marks = new ArrayList<>();
    stamps.forEach(
        (key, stamp) ->
            marks.add(
                redis.run(MARK, place(key), List.of(EntryCodec.order(stamp), markerMillis(key)))));
    return Future.join(marks).mapEmpty();
  }

  private static List<Map<CacheKey, Stamp>> parts(Map<CacheKey, Stamp> stamps) {
    List<Map<CacheKey, Stamp>> parts = new ArrayList<>();
    Map<CacheKey, Stamp> part = new LinkedHashMap<>();
    for (Map.Entry<CacheKey, Stamp> one : stamps.entrySet()) {
      part.put(one.getKey(), one.getValue());
      if (part.size() == MARKS_AT_ONCE) {
        parts.add(part);
        part = new LinkedHashMap<>();
      }
    }
    parts.add(part);
    return parts;
  }

  /** Others are told whatever became of the change: they hold what it replaces. */
  private <T> Future<T> told(Future<T> change, Map<CacheKey, Stamp> stamps) {
    return change.transform(
        done -> {
          List<Future<?>> told = new ArrayList<>();
          ChangeCodec.messages(stamps).forEach(one -> told.add(redis.publish(channel, one)));
          return Future.join(told).compose(all -> as(done));
        });
  }

  @Override
  public void listen(Listener listener) {
    redis.subscribe(
        channel,
        new MessageListener() {
          @Override
          public void message(byte[] payload) {
            ChangeCodec.read(payload, listener);
          }

          @Override
          public void doubt() {
            listener.doubt();
          }
        });
  }

  private long markerMillis(CacheKey key) {
    return lease.toMillis() + key.kind().freshMillis();
  }

  /** No braces of ours: the keys of a shop are on all nodes. */
  String place(CacheKey key) {
    byte[] name = key.name().getBytes(StandardCharsets.UTF_8);
    boolean plain = name.length <= LONGEST_NAME && !key.name().startsWith("#");
    return prefix + key.kind().label() + ":" + (plain ? key.name() : "#" + hash(name));
  }

  private static String hash(byte[] name) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(name);
      return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    } catch (NoSuchAlgorithmException everyPlatformHasIt) {
      throw new IllegalStateException(everyPlatformHasIt);
    }
  }
}
