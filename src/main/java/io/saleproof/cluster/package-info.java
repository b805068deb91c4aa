/**
 * What this instance knows of the world around it, and what that world is told of it: the
 * database's topology, whether it is ready to be sent requests, its place in Consul and who else is
 * there.
 *
 * <p>It promises that looking never waits longer than a stated bound, that what is not known is
 * said to be unknown, and that no registry, present or away, holds up a start, an end or a request.
 * It may import {@code store}, {@code redis}, {@code http} and {@code session} (the registry knows
 * who lives, sessions ask); features import it.
 */
@NullMarked
package io.saleproof.cluster;

import org.jspecify.annotations.NullMarked;
