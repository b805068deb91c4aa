package io.saleproof.session;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What the client of one request, and the log, are told beside its answer. May be written to from
 * any thread; keeps eight of each at most, as no request has so many reasons.
 */
final class RequestNotes {

  private static final int MOST = 8;

  private final Set<String> applied = new LinkedHashSet<>();
  private final Set<String> noises = new LinkedHashSet<>();
  private final List<TokenFault> faults = new ArrayList<>();

  /** A preference was applied, or how. */
  synchronized void applied(String preference) {
    if (applied.size() < MOST) {
      applied.add(preference);
    }
  }

  /** A cause of noise, one of few words. */
  synchronized void noise(String cause) {
    if (noises.size() < MOST) {
      noises.add(cause);
    }
  }

  /** A token of this request counts for nothing. */
  synchronized void fault(TokenFault fault) {
    if (faults.size() < MOST) {
      faults.add(fault);
    }
    noise("token-" + fault.code());
  }

  /** Takes over what another part of the request had applied, and its noise. */
  void take(RequestNotes other) {
    other.applied().forEach(this::applied);
    other.noises().forEach(this::noise);
  }

  synchronized Set<String> applied() {
    return new LinkedHashSet<>(applied);
  }

  synchronized Set<String> noises() {
    return new LinkedHashSet<>(noises);
  }

  /** Why tokens were ignored, in their order; mostly empty. */
  synchronized List<TokenFault> faults() {
    return List.copyOf(faults);
  }
}
