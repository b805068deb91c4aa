package io.saleproof.session;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalLong;

/**
 * The versions of the few cached things that a client has seen or written last, and, for all that
 * were more than a few, a floor: the time at which a cached answer must have been loaded, or later.
 * Immutable.
 *
 * @param newest at most {@value #MAX} things, each once
 * @param floor milliseconds of the wall clock; 0: none
 */
record SeenThings(List<Seen> newest, long floor) {

  /** Beyond so many things the floor goes up. */
  static final int MAX = 8;

  static final SeenThings NONE = new SeenThings(List.of(), 0);

  /**
   * @param thing the hash of its name
   * @param at when it was seen, milliseconds of the wall clock
   */
  record Seen(long thing, long version, long at) {}

  SeenThings {
    if (newest.size() > MAX) {
      throw new IllegalArgumentException(newest.size() + " things");
    }
    newest = List.copyOf(newest);
  }

  /** With this thing, too; an older version than the known one changes nothing. */
  SeenThings with(String name, long version, long now) {
    long thing = hash(name);
    List<Seen> after = new ArrayList<>(newest);
    after.removeIf(seen -> seen.thing == thing && seen.version <= version);
    if (after.stream().anyMatch(seen -> seen.thing == thing)) {
      return this;
    }
    after.add(new Seen(thing, version, now));
    return bounded(after, floor);
  }

  /** What both say: the newest version of each, the higher floor. */
  SeenThings and(SeenThings other) {
    List<Seen> all = new ArrayList<>(newest);
    for (Seen seen : other.newest) {
      boolean newer =
          all.removeIf(known -> known.thing == seen.thing && known.version < seen.version);
      if (newer || all.stream().noneMatch(known -> known.thing == seen.thing)) {
        all.add(seen);
      }
    }
    return bounded(all, Math.max(floor, other.floor));
  }

  /** Without what was seen before this time: no cached answer is so old. */
  SeenThings since(long oldest) {
    return new SeenThings(
        newest.stream().filter(seen -> seen.at >= oldest).toList(), floor > oldest ? floor : 0);
  }

  OptionalLong versionOf(String name) {
    long thing = hash(name);
    return newest.stream().filter(seen -> seen.thing == thing).mapToLong(Seen::version).findFirst();
  }

  private static SeenThings bounded(List<Seen> all, long floor) {
    long higher = floor;
    List<Seen> kept = all;
    if (all.size() > MAX) {
      kept = all.stream().sorted(Comparator.comparingLong(Seen::at).reversed()).toList();
      for (Seen dropped : kept.subList(MAX, kept.size())) {
        higher = Math.max(higher, dropped.at);
      }
      kept = kept.subList(0, MAX);
    }
    return new SeenThings(kept, higher);
  }

  private static long hash(String name) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(digest).getLong();
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
