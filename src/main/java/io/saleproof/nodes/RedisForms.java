package io.saleproof.nodes;

import io.vertx.redis.client.Response;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How entries, summaries and members are written to Redis and its scripts, and read from them. */
final class RedisForms {

  private static final String LIVE = "L";
  private static final String REMOVED = "R";
  // A summary begins with the letter of its state and 16 digits of its digest.
  private static final int DIGEST_END = 17;
  private static final int PARTS_OF_ENTRY = 4;

  private RedisForms() {}

  /** What the script that applies an entry is told; the names of peers may follow. */
  static List<Object> arguments(Entry entry, long wallMillis, String origin, int queueLimit) {
    Summary summary = entry.summary();
    String value = entry.value();
    return new ArrayList<>(
        List.of(
            entry.name(),
            value == null ? REMOVED : LIVE,
            summary.digest(),
            entry.version(),
            value == null ? "" : value,
            wallMillis,
            origin,
            queueLimit));
  }

  /** What became of an entry. */
  static Applied applied(Response answer) {
    return switch (answer.get(0).toString()) {
      case "written" -> new Applied.Written();
      case "repeated" -> new Applied.Repeated();
      case "older" -> new Applied.Older(Version.parse(answer.get(1).toString()));
      case "missing" -> new Applied.Missing();
      case "too-old" -> new Applied.TooOld();
      default -> throw new IllegalStateException("the script answered " + answer);
    };
  }

  /** Name, state, version and value, one after the other. */
  static List<Entry> entries(Response parts) {
    List<Entry> entries = new ArrayList<>();
    for (int i = 0; i < parts.size(); i += PARTS_OF_ENTRY) {
      Name name = new Name(parts.get(i).toString());
      Version version = Version.parse(parts.get(i + 2).toString());
      entries.add(
          parts.get(i + 1).toString().equals(LIVE)
              ? Entry.live(name, version, parts.get(i + 3).toString())
              : Entry.removed(name, version));
    }
    return entries;
  }

  /** From what is kept of an entry beside its value. */
  static Summary summary(Name name, String meta) {
    return new Summary(
        name,
        Version.parse(meta.substring(DIGEST_END)),
        meta.startsWith(REMOVED),
        meta.substring(1, DIGEST_END));
  }

  /** What is kept of a node, under its name. */
  static String member(Peer peer, Instant listed) {
    return listed.toEpochMilli() + " " + peer.address();
  }

  /** When each was listed, by the hash of what {@link #member} wrote. */
  static Map<Peer, Instant> members(Response found) {
    Map<Peer, Instant> members = new HashMap<>();
    for (String name : found.getKeys()) {
      String[] listedAndAddress = found.get(name).toString().split(" ", 2);
      members.put(
          new Peer(name, URI.create(listedAndAddress[1])),
          Instant.ofEpochMilli(Long.parseLong(listedAndAddress[0])));
    }
    return members;
  }

  /** A hash whose values are milliseconds of the epoch. */
  static Map<String, Instant> instants(Response found) {
    Map<String, Instant> instants = new HashMap<>();
    for (String name : found.getKeys()) {
      instants.put(name, Instant.ofEpochMilli(found.get(name).toLong()));
    }
    return instants;
  }
}
