/**
 * A simulated MongoDB cluster for tests: a replica set and routers in this process, under the real
 * driver, whose lag, elections, losses and cut connections a test decides.
 *
 * <p>It promises what {@code docs/simulated-cluster.md} says, each promise pinned by a test of its
 * own. It imports no part of the shop, so that any test may use it.
 */
@NullMarked
package io.saleproof.simulated;

import org.jspecify.annotations.NullMarked;
