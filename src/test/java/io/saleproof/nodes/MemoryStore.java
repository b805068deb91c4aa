package io.saleproof.nodes;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A store for simulations, which keeps what a crash of its node leaves. */
final class MemoryStore implements NodeStore {

  private final TreeMap<Name, Entry> entries = new TreeMap<>();
  private final Map<Entry, Summary> summaries = new java.util.IdentityHashMap<>();
  private final Map<Name, String> leaves = new HashMap<>();
  private final Map<Name, Instant> tombstones = new LinkedHashMap<>();
  private final Map<String, LinkedHashMap<Name, Instant>> queues = new HashMap<>();
  private final Set<String> behind = new HashSet<>();
  private final Set<String> comparing = new HashSet<>();
  private final Map<String, Instant> compared = new HashMap<>();
  private final Map<Peer, Instant> members = new HashMap<>();
  private final InstantSource wall;
  private final int queueLimit;
  private Optional<Version> latest = Optional.empty();
  private Optional<Version> horizon = Optional.empty();

  MemoryStore(InstantSource wall, int queueLimit) {
    this.wall = wall;
    this.queueLimit = queueLimit;
  }

  @Override
  public synchronized Applied write(Entry entry, Collection<String> peers) {
    Entry standing = entries.get(entry.name());
    if (entry.removed() && (standing == null || standing.removed())) {
      return new Applied.Missing();
    }
    Applied applied = replace(entry);
    if (applied instanceof Applied.Written) {
      peers.forEach(peer -> queue(peer, entry.name()));
    }
    return applied;
  }

  private void queue(String peer, Name name) {
    LinkedHashMap<Name, Instant> queue = queues.computeIfAbsent(peer, p -> new LinkedHashMap<>());
    if (queue.size() >= queueLimit) {
      queue.clear();
      behind.add(peer);
    }
    queue.putIfAbsent(name, wall.instant());
  }

  private Applied replace(Entry entry) {
    Entry standing = entries.get(entry.name());
    if (standing != null) {
      if (standing.equals(entry)) {
        return new Applied.Repeated();
      }
      if (!summaryOf(entry).supersedes(summaryOf(standing))) {
        return new Applied.Older(standing.version());
      }
    }
    entries.put(entry.name(), entry);
    tombstones.remove(entry.name());
    if (entry.removed()) {
      tombstones.put(entry.name(), wall.instant());
    }
    latest = later(latest, entry.version());
    return new Applied.Written();
  }

  private Summary summaryOf(Entry entry) {
    return summaries.computeIfAbsent(entry, Entry::summary);
  }

  private String leafOf(Name name) {
    return leaves.computeIfAbsent(name, Digests::leaf);
  }

  private static Optional<Version> later(Optional<Version> one, Version other) {
    return one.filter(version -> version.compareTo(other) > 0).or(() -> Optional.of(other));
  }

  @Override
  public synchronized List<Applied> receive(List<Entry> received) {
    return received.stream()
        .map(
            entry ->
                !entries.containsKey(entry.name())
                        && horizon.filter(h -> entry.version().compareTo(h) <= 0).isPresent()
                    ? new Applied.TooOld()
                    : replace(entry))
        .toList();
  }

  @Override
  public synchronized Optional<Entry> find(Name name) {
    return Optional.ofNullable(entries.get(name));
  }

  @Override
  public synchronized List<Entry> read(List<Name> names, int maxBytes) {
    return bounded(names, maxBytes);
  }

  private List<Entry> bounded(Iterable<Name> names, int maxBytes) {
    List<Entry> found = new ArrayList<>();
    int bytes = 0;
    for (Name name : names) {
      Entry entry = entries.get(name);
      if (entry != null) {
        found.add(entry);
        bytes += entry.bytes();
      }
      if (bytes >= maxBytes) {
        break;
      }
    }
    return found;
  }

  @Override
  public synchronized List<Entry> page(Optional<Name> after, int limit, int maxBytes) {
    List<Name> names =
        after.map(name -> entries.tailMap(name, false)).orElse(entries).values().stream()
            .filter(entry -> !entry.removed())
            .limit(limit)
            .map(Entry::name)
            .toList();
    return bounded(names, maxBytes);
  }

  @Override
  public synchronized Map<String, String> groups() {
    return digests("", Digests.GROUP_DIGITS);
  }

  @Override
  public synchronized Map<String, String> leaves(String group) {
    return digests(group, Digests.LEAF_DIGITS);
  }

  private Map<String, String> digests(String prefix, int digits) {
    Map<String, String> digests = new HashMap<>();
    for (Entry entry : entries.values()) {
      String leaf = leafOf(entry.name());
      if (leaf.startsWith(prefix)) {
        digests.merge(leaf.substring(0, digits), summaryOf(entry).digest(), Digests::exclusiveOr);
      }
    }
    digests.values().removeIf(Digests.NONE::equals);
    return digests;
  }

  @Override
  public synchronized List<Summary> leaf(String leaf) {
    return entries.values().stream()
        .filter(entry -> leafOf(entry.name()).equals(leaf))
        .map(this::summaryOf)
        .toList();
  }

  @Override
  public synchronized Optional<Version> latest() {
    return latest;
  }

  @Override
  public synchronized List<Entry> jobs(String peer, int limit, int maxBytes) {
    Map<Name, Instant> queue = queues.getOrDefault(peer, new LinkedHashMap<>());
    List<Name> head = queue.keySet().stream().limit(limit).toList();
    head.stream().filter(name -> !entries.containsKey(name)).forEach(queue::remove);
    return bounded(head, maxBytes);
  }

  @Override
  public synchronized void delivered(String peer, List<Entry> sent) {
    for (Entry entry : sent) {
      Entry standing = entries.get(entry.name());
      if (standing == null || standing.version().equals(entry.version())) {
        queues.getOrDefault(peer, new LinkedHashMap<>()).remove(entry.name());
      }
    }
  }

  @Override
  public synchronized Backlog backlog(String peer) {
    Map<Name, Instant> queue = queues.getOrDefault(peer, new LinkedHashMap<>());
    return new Backlog(queue.size(), queue.values().stream().findFirst());
  }

  @Override
  public synchronized void dropJobs(String peer) {
    queues.remove(peer);
    behind.add(peer);
  }

  @Override
  public synchronized Set<String> behind() {
    Set<String> all = new HashSet<>(behind);
    all.addAll(comparing);
    return all;
  }

  @Override
  public synchronized void comparing(String peer) {
    if (behind.remove(peer)) {
      comparing.add(peer);
    }
  }

  @Override
  public synchronized void compared(String peer, Instant since) {
    compared.put(peer, since);
    comparing.remove(peer);
  }

  @Override
  public synchronized Map<String, Instant> comparisons() {
    return Map.copyOf(compared);
  }

  @Override
  public synchronized Optional<Version> horizon() {
    return horizon;
  }

  @Override
  public synchronized void adopt(Version version) {
    horizon = later(horizon, version);
  }

  @Override
  public synchronized void discard(List<Summary> discarded) {
    for (Summary summary : discarded) {
      Entry standing = entries.get(summary.name());
      if (standing != null && standing.version().equals(summary.version())) {
        entries.remove(summary.name());
        tombstones.remove(summary.name());
      }
    }
  }

  @Override
  public synchronized int purge(Instant cut, int limit) {
    int purged = 0;
    Iterator<Map.Entry<Name, Instant>> oldest = tombstones.entrySet().iterator();
    while (oldest.hasNext() && purged < limit) {
      Map.Entry<Name, Instant> tombstone = oldest.next();
      if (tombstone.getValue().isBefore(cut)) {
        oldest.remove();
        Entry gone = entries.remove(tombstone.getKey());
        horizon = later(horizon, gone.version());
        purged++;
      }
    }
    return purged;
  }

  @Override
  public synchronized Map<Peer, Instant> members() {
    return Map.copyOf(members);
  }

  @Override
  public synchronized void listed(Collection<Peer> peers, Instant now, Instant forgotten) {
    peers.forEach(
        peer -> {
          members.keySet().removeIf(known -> known.name().equals(peer.name()));
          members.put(peer, now);
        });
    for (Peer peer : Set.copyOf(members.keySet())) {
      if (members.get(peer).isBefore(forgotten)) {
        members.remove(peer);
        compared.remove(peer.name());
        queues.remove(peer.name());
        behind.remove(peer.name());
        comparing.remove(peer.name());
      }
    }
  }
}
