package io.saleproof.nodes;

import io.vertx.redis.client.Command;
import io.vertx.redis.client.Response;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A node's data in its own Redis. Each change is one script, which Redis runs alone and writes to
 * its log as one, so it survives a crash of the node at any instruction; what a crash of Redis
 * leaves is a matter of its {@code appendfsync}. Longer than most classes: together with the
 * scripts it is the one place that knows the keys.
 */
final class RedisStore implements NodeStore {

  private static final RedisScript APPLY = RedisScript.named("apply");
  private static final RedisScript READ = RedisScript.named("read");
  private static final RedisScript PAGE = RedisScript.named("page");
  private static final RedisScript JOBS = RedisScript.named("jobs");
  private static final RedisScript DELIVERED = RedisScript.named("delivered");
  private static final RedisScript DISCARD = RedisScript.named("discard");
  private static final RedisScript PURGE = RedisScript.named("purge");
  private static final RedisScript RAISE = RedisScript.named("raise");

  private static final int HEX = 16;
  private static final int LEAVES_OF_GROUP = 16;
  private static final int GROUPS = 256;

  private final RedisLink redis;
  private final InstantSource wall;
  private final int queueLimit;

  /**
   * @param queueLimit how many jobs may wait for one peer
   */
  RedisStore(RedisLink redis, InstantSource wall, int queueLimit) {
    this.redis = redis;
    this.wall = wall;
    this.queueLimit = queueLimit;
  }

  /**
   * Makes this Redis the data of one node, once and for all.
   *
   * @return whose data it is
   */
  String claim(String node) {
    redis.call(Command.SET, "kv:owner", node, "NX");
    return redis.call(Command.GET, "kv:owner").toString();
  }

  @Override
  public Applied write(Entry entry, Collection<String> peers) {
    List<Object> arguments = RedisForms.arguments(entry, wall.millis(), "local", queueLimit);
    arguments.addAll(peers);
    return RedisForms.applied(redis.run(APPLY, arguments));
  }

  @Override
  public List<Applied> receive(List<Entry> entries) {
    if (entries.isEmpty()) {
      return List.of();
    }
    List<List<Object>> calls = new ArrayList<>();
    entries.forEach(
        entry -> calls.add(RedisForms.arguments(entry, wall.millis(), "remote", queueLimit)));
    return redis.runAll(APPLY, calls).stream().map(RedisForms::applied).toList();
  }

  @Override
  public Optional<Entry> find(Name name) {
    return read(List.of(name), 1).stream().findFirst();
  }

  @Override
  public List<Entry> read(List<Name> names, int maxBytes) {
    List<Object> arguments = new ArrayList<>(List.of(maxBytes));
    arguments.addAll(names);
    return RedisForms.entries(redis.run(READ, arguments));
  }

  @Override
  public List<Entry> page(Optional<Name> after, int limit, int maxBytes) {
    return RedisForms.entries(
        redis.run(PAGE, List.of(maxBytes, limit, after.map(Name::text).orElse(""))));
  }

  @Override
  public Map<String, String> groups() {
    return digests("", GROUPS, Digests.GROUP_DIGITS);
  }

  @Override
  public Map<String, String> leaves(String group) {
    return digests(group, LEAVES_OF_GROUP, Digests.LEAF_DIGITS);
  }

  private Map<String, String> digests(String prefix, int count, int digits) {
    List<Object> arguments = new ArrayList<>(List.of("kv:digest"));
    for (int i = 0; i < count; i++) {
      String last = Integer.toString(i, HEX);
      arguments.add(prefix + "0".repeat(digits - prefix.length() - last.length()) + last);
    }
    Response found = redis.call(Command.HMGET, arguments.toArray());
    Map<String, String> digests = new HashMap<>();
    for (int i = 0; i < count; i++) {
      if (found.get(i) != null) {
        digests.put(arguments.get(i + 1).toString(), found.get(i).toString());
      }
    }
    return digests;
  }

  @Override
  public List<Summary> leaf(String leaf) {
    Response found = redis.call(Command.HGETALL, "kv:meta:" + leaf);
    return found.getKeys().stream()
        .map(name -> RedisForms.summary(new Name(name), found.get(name).toString()))
        .toList();
  }

  @Override
  public Optional<Version> latest() {
    return version("kv:clock");
  }

  @Override
  public Optional<Version> horizon() {
    return version("kv:horizon");
  }

  private Optional<Version> version(String key) {
    return Optional.ofNullable(redis.call(Command.GET, key))
        .map(found -> Version.parse(found.toString()));
  }

  @Override
  public void adopt(Version horizon) {
    redis.run(RAISE, List.of("kv:horizon", horizon));
  }

  @Override
  public void discard(List<Summary> entries) {
    List<Object> arguments = new ArrayList<>();
    entries.forEach(entry -> arguments.addAll(List.of(entry.name(), entry.version())));
    redis.run(DISCARD, arguments);
  }

  @Override
  public int purge(Instant cut, int limit) {
    return redis.run(PURGE, List.of(cut.toEpochMilli(), limit)).toInteger();
  }

  @Override
  public List<Entry> jobs(String peer, int limit, int maxBytes) {
    return RedisForms.entries(redis.run(JOBS, List.of(peer, limit, maxBytes)));
  }

  @Override
  public void delivered(String peer, List<Entry> entries) {
    List<Object> arguments = new ArrayList<>(List.of(peer));
    entries.forEach(entry -> arguments.addAll(List.of(entry.name(), entry.version())));
    redis.run(DELIVERED, arguments);
  }

  @Override
  public Backlog backlog(String peer) {
    Response head = redis.call(Command.ZRANGE, queue(peer), 0, 0, "WITHSCORES");
    if (head.size() == 0) {
      return Backlog.NONE;
    }
    Instant since = Instant.ofEpochMilli(head.get(0).get(1).toLong());
    return new Backlog(redis.call(Command.ZCARD, queue(peer)).toLong(), Optional.of(since));
  }

  @Override
  public void dropJobs(String peer) {
    redis.call(Command.SADD, "kv:behind", peer);
    redis.call(Command.UNLINK, queue(peer));
  }

  private static String queue(String peer) {
    return "kv:queue:" + peer;
  }

  @Override
  public Set<String> behind() {
    Set<String> peers = new HashSet<>();
    redis
        .call(Command.SUNION, "kv:behind", "kv:comparing")
        .forEach(peer -> peers.add(peer.toString()));
    return peers;
  }

  @Override
  public void comparing(String peer) {
    redis.call(Command.SMOVE, "kv:behind", "kv:comparing", peer);
  }

  @Override
  public void compared(String peer, Instant since) {
    redis.call(Command.HSET, "kv:compared", peer, since.toEpochMilli());
    redis.call(Command.SREM, "kv:comparing", peer);
  }

  @Override
  public Map<String, Instant> comparisons() {
    return RedisForms.instants(redis.call(Command.HGETALL, "kv:compared"));
  }

  @Override
  public Map<Peer, Instant> members() {
    return RedisForms.members(redis.call(Command.HGETALL, "kv:members"));
  }

  @Override
  public void listed(Collection<Peer> peers, Instant now, Instant forgotten) {
    for (Peer peer : peers) {
      redis.call(Command.HSET, "kv:members", peer.name(), RedisForms.member(peer, now));
    }
    members()
        .forEach(
            (peer, since) -> {
              if (since.isBefore(forgotten)) {
                redis.call(Command.HDEL, "kv:members", peer.name());
                redis.call(Command.HDEL, "kv:compared", peer.name());
                dropJobs(peer.name());
                redis.call(Command.SREM, "kv:behind", peer.name());
                redis.call(Command.SREM, "kv:comparing", peer.name());
              }
            });
  }
}
