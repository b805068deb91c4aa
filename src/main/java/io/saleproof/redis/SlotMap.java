package io.saleproof.redis;

import io.vertx.redis.client.Response;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Which node is the master of which slot, as some node saw it. Never changed. */
final class SlotMap {

  private final @Nullable RedisNode[] masterOf;
  private final Set<RedisNode> masters;
  private final Set<RedisNode> replicas;

  private SlotMap(@Nullable RedisNode[] masterOf, Set<RedisNode> replicas) {
    this.masterOf = masterOf;
    this.masters = new LinkedHashSet<>();
    for (@Nullable RedisNode node : masterOf) {
      if (node != null) {
        masters.add(node);
      }
    }
    this.replicas = replicas;
  }

  /** Nothing is known yet. */
  static SlotMap unknown() {
    return new SlotMap(new RedisNode[HashSlot.COUNT], Set.of());
  }

  /** One server has everything. */
  static SlotMap single(RedisNode node) {
    RedisNode[] all = new RedisNode[HashSlot.COUNT];
    Arrays.fill(all, node);
    return new SlotMap(all, Set.of());
  }

  /**
   * The answer to {@code CLUSTER SLOTS}.
   *
   * @param asked whom; a node that does not know its own name means this one
   * @throws RuntimeException if it is no such answer
   */
  static SlotMap parse(Response answer, RedisNode asked) {
    @Nullable RedisNode[] masterOf = new RedisNode[HashSlot.COUNT];
    Set<RedisNode> replicas = new LinkedHashSet<>();
    for (Response range : answer) {
      RedisNode master = node(range.get(2), asked);
      Arrays.fill(masterOf, range.get(0).toInteger(), range.get(1).toInteger() + 1, master);
      for (int i = 3; i < range.size(); i++) {
        replicas.add(node(range.get(i), asked));
      }
    }
    return new SlotMap(masterOf, replicas);
  }

  private static RedisNode node(Response told, RedisNode asked) {
    @Nullable Response host = told.get(0);
    String name = host == null ? "" : host.toString();
    return new RedisNode(
        name.isEmpty() || name.equals("?") ? asked.host() : name, told.get(1).toInteger());
  }

  SlotMap with(int slot, RedisNode master) {
    @Nullable RedisNode[] changed = masterOf.clone();
    changed[slot] = master;
    return new SlotMap(changed, replicas);
  }

  @Nullable RedisNode masterOf(int slot) {
    return masterOf[slot];
  }

  /** All that hold slots. */
  Set<RedisNode> masters() {
    return masters;
  }

  /** All that could be asked. */
  Set<RedisNode> nodes() {
    Set<RedisNode> all = new LinkedHashSet<>(masters);
    all.addAll(replicas);
    return all;
  }

  /** Whether any of these slots has another master in the other map. */
  boolean differs(SlotMap other, int from, int to) {
    return Arrays.mismatch(masterOf, from, to, other.masterOf, from, to) >= 0;
  }
}
