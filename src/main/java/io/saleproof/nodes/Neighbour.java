package io.saleproof.nodes;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What nodes ask of each other. Every request may be repeated, lost, or come late.
 *
 * <p>Every method throws {@link Unreachable} if there is no answer in time.
 */
interface Neighbour {

  /** The most names of one request. */
  int MAX_NAMES = 256;

  /** Values of one request or answer end once they have so many bytes, with one value at least. */
  int MAX_BYTES = 1 << 20;

  /** Takes entries, marked as replicated: they go no further. */
  void accept(List<Entry> entries);

  /** How this node stands, for a comparison. */
  State state();

  /** The digests of the leaves of a group that are not empty. */
  Map<String, String> leaves(String group);

  /** Everything in these leaves, in this order; ends early as {@link Part} says. */
  Part entries(List<String> leaves);

  /**
   * What stands for these names, at most {@link #MAX_NAMES}, in this order, ending early after
   * {@link #MAX_BYTES}.
   */
  List<Entry> read(List<Name> names);

  /**
   * How a node stands.
   *
   * @param settled whether it serves clients, so that it is known to have missed nothing for long
   * @param wall its wall clock
   * @param horizon see {@link NodeStore#horizon}
   * @param groups the digests of all groups that are not empty
   */
  record State(
      boolean settled, Instant wall, Optional<Version> horizon, Map<String, String> groups) {
    public State {
      groups = Map.copyOf(groups);
    }
  }

  /**
   * What is in some leaves.
   *
   * @param leaves how many of those asked for it has, the first of them and one at least
   */
  record Part(int leaves, List<Summary> entries) {
    /** No leaf more is taken in once there are so many entries. */
    static final int ENOUGH = 1_000;

    public Part {
      entries = List.copyOf(entries);
    }
  }

  /** No answer in time, or none that can be understood. */
  final class Unreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Unreachable(String peer, Throwable cause) {
      super(peer + " does not answer: " + cause.getMessage(), cause);
    }
  }
}
