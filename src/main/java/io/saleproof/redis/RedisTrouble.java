package io.saleproof.redis;

import java.util.Locale;

/**
 * Why a call to Redis has no answer. Says nothing of what Redis did: a call that is late may have
 * been done.
 */
public final class RedisTrouble extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /** What went wrong, as metrics name it. */
  public enum Cause {
    /** No answer within the deadline. */
    TIMEOUT(true),
    /** No connection could be had. */
    CONNECT(true),
    /** The connection broke. */
    CLOSED(true),
    /** More calls wait for this node than may. */
    FULL_QUEUE(true),
    /** The circuit breaker lets nothing through for now. */
    BREAKER_OPEN(false),
    /** The node serves nobody for now: it loads its data, has lost its cluster or its master. */
    NOT_SERVING(true),
    /** The node is at its memory limit and takes nothing new. */
    OUT_OF_MEMORY(false),
    /** Sent on from node to node too often. */
    REDIRECTS(true),
    /** Redis refused the password. */
    ACCESS(true),
    /** Any other refusal. */
    REFUSED(false);

    private final boolean tellsOfNode;

    Cause(boolean tellsOfNode) {
      this.tellsOfNode = tellsOfNode;
    }

    /** Whether it is the node that is in trouble, rather than this call. */
    boolean tellsOfNode() {
      return tellsOfNode;
    }

    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  private final Cause cause;

  RedisTrouble(Cause cause, String message) {
    // It is thrown by the thousand when a node is gone, and its stack says nothing.
    super(message, null, false, false);
    this.cause = cause;
  }

  static RedisTrouble of(Cause cause) {
    return new RedisTrouble(cause, cause.label());
  }

  public Cause reason() {
    return cause;
  }
}
