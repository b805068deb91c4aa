package io.saleproof.answers;

import org.jspecify.annotations.Nullable;

/**
 * Addresses that may be answered in the fast lane. What stands there must be open to everyone and
 * the same for everyone: the lane asks nobody who they are.
 */
public interface CachedRoute {

  /** The resource's template, for the labels of metrics. */
  String template();

  /**
   * What a GET of this address reads; the same for all addresses that must get the same answer.
   *
   * @param path as it came, without escapes
   * @param query as it came; null without one
   * @return null for any address that isn't this route's, or that the resource has to look at, such
   *     as one with a parameter that is wrong; never throws
   */
  @Nullable CachedRead of(String path, @Nullable String query);
}
