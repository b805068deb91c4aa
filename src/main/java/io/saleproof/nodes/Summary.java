package io.saleproof.nodes;

import java.util.Comparator;
import java.util.regex.Pattern;

/**
 * An entry without its value: enough to tell which of two is to stand. The later version stands.
 * One version with two contents can only come from a node whose data was lost and whose clock was
 * set back, or from two nodes of one name; then a removal stands, else the greater digest, so that
 * all nodes still choose the same.
 *
 * @param digest of the whole entry, 16 hexadecimal digits
 */
record Summary(Name name, Version version, boolean removed, String digest) {

  private static final Pattern DIGEST = Pattern.compile("[0-9a-f]{16}");

  private static final Comparator<Summary> ORDER =
      Comparator.comparing(Summary::version)
          .thenComparing(Summary::removed)
          .thenComparing(Summary::digest);

  Summary {
    if (!DIGEST.matcher(digest).matches()) {
      throw new IllegalArgumentException("no digest: " + digest);
    }
  }

  /** Whether this is to stand where the other is; not if they are the same. */
  boolean supersedes(Summary other) {
    return ORDER.compare(this, other) > 0;
  }
}
