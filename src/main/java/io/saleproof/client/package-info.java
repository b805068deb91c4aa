/**
 * The programs of the command line: {@link io.saleproof.client.Import}, {@link
 * io.saleproof.client.Replay} and {@link io.saleproof.client.ChaosShop}.
 *
 * <p>They use a shop from outside, through its public HTTP API alone, and say in one sentence what
 * went wrong; what they check is not what the shop says of itself but what its answers add up to.
 * They may import only {@code trade}, and nothing of the program may import them.
 */
@NullMarked
package io.saleproof.client;

import org.jspecify.annotations.NullMarked;
