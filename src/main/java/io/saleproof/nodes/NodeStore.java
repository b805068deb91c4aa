package io.saleproof.nodes;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * One node's data. An entry is replaced only by one that supersedes it ({@link Summary}), and each
 * change is one step that happens whole or not at all: the pair, its version, the digests of its
 * range, the clock, and the jobs that carry it to the others. Any threads may call at once; calls
 * block.
 *
 * <p>Every method throws {@link StoreUnavailable} if the store can't be reached; a change may then
 * have been made or not.
 */
interface NodeStore {

  /**
   * Writes for a client, and notes a job for each of these peers. A peer whose jobs are as many as
   * the bound allows loses them all and is behind from then on ({@link #behind}).
   *
   * @return {@code Written}, {@code Older}, or for a tombstone {@code Missing}
   */
  Applied write(Entry entry, Collection<String> peers);

  /**
   * Takes what came from other nodes; it goes no further. One result for each, in order.
   *
   * @return {@code Written}, {@code Repeated}, {@code Older} or {@code TooOld}
   */
  List<Applied> receive(List<Entry> entries);

  /** What stands for a name, tombstones included. */
  Optional<Entry> find(Name name);

  /**
   * What stands for these names, in this order, without those of which nothing is known. Ends early
   * once the values have {@code maxBytes}, with one at least.
   */
  List<Entry> read(List<Name> names, int maxBytes);

  /** The next live pairs in order of name; ends early once the values have {@code maxBytes}. */
  List<Entry> page(Optional<Name> after, int limit, int maxBytes);

  /** The digests of all groups that are not empty. */
  Map<String, String> groups();

  /** The digests of the leaves of a group that are not empty. */
  Map<String, String> leaves(String group);

  /** Everything in a leaf. */
  List<Summary> leaf(String leaf);

  /** The latest version that ever stood here. */
  Optional<Version> latest();

  /**
   * What the longest waiting jobs for a peer are about, as it stands now: a job is a name, so a
   * pair that changes often is sent as often as the peer can take it. Ends early once the values
   * have {@code maxBytes}, with one at least.
   */
  List<Entry> jobs(String peer, int limit, int maxBytes);

  /** Ends the jobs for what a peer has now; not those for names that have changed since. */
  void delivered(String peer, List<Entry> entries);

  /** How many jobs wait for a peer, and since when. */
  Backlog backlog(String peer);

  /** Drops the jobs for a peer and notes that it is behind. */
  void dropJobs(String peer);

  /** Peers whose jobs were dropped since a complete comparison with them began. */
  Set<String> behind();

  /**
   * Notes that a comparison with a peer begins: jobs that are dropped from now on are not in it.
   */
  void comparing(String peer);

  /**
   * Notes that a peer has been compared with completely: it has all that was here at {@code since}.
   *
   * @param since by this node's wall clock; the epoch if the two clocks can't be believed
   */
  void compared(String peer, Instant since);

  /** When the last complete comparison with each peer began, by this node's wall clock. */
  Map<String, Instant> comparisons();

  /** What older versions of unknown names are not believed for; empty: all are. */
  Optional<Version> horizon();

  /** Moves the horizon; never back. */
  void adopt(Version horizon);

  /** Forgets these entries, where they still stand. */
  void discard(List<Summary> entries);

  /**
   * Drops tombstones that came before {@code cut}, and moves the horizon to the latest of them.
   *
   * @return how many were dropped, at most {@code limit}
   */
  int purge(Instant cut, int limit);

  /** The nodes that were ever listed, with when that was last. */
  Map<Peer, Instant> members();

  /** Notes that these are listed now; forgets those not listed since {@code forgotten}. */
  void listed(Collection<Peer> peers, Instant now, Instant forgotten);

  /**
   * What waits for a peer.
   *
   * @param jobs how many wait
   * @param oldest since when the longest waits
   */
  record Backlog(long jobs, Optional<Instant> oldest) {
    static final Backlog NONE = new Backlog(0, Optional.empty());
  }
}
