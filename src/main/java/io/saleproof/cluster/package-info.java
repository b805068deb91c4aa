/**
 * What this instance knows of the world around it: the database's topology, and whether it is ready
 * to be sent requests.
 *
 * <p>It promises that looking never waits longer than a stated bound and that what is not known is
 * said to be unknown. It may import {@code store}; features import it.
 */
@NullMarked
package io.saleproof.cluster;

import org.jspecify.annotations.NullMarked;
