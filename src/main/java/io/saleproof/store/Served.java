package io.saleproof.store;

import java.util.Locale;

/** Who has served a read that is shown, or that nobody has. */
enum Served {
  /** A replica, at once. */
  REPLICA,
  /** A replica, which had to catch up first. */
  REPLICA_AFTER_WAIT,
  /** The primary, as nothing else was allowed or asked. */
  PRIMARY,
  /** The primary, asked again because a replica had not found it. */
  PRIMARY_RECHECK,
  /** The primary, because no replica had caught up in time. */
  PRIMARY_FALLBACK,
  /** Nobody: not yet consistent. */
  REFUSED;

  /** As in metrics and {@code Preference-Applied}. */
  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
