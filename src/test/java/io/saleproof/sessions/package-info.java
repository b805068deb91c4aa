/**
 * Histories of clients that hop between instances of the shop, on a simulated cluster whose members
 * are late, frozen, killed and deposed: does each of them keep what sessions promise?
 *
 * <p>The instances are put together by hand of the program's own parts, resources and fronts
 * included; {@code docs/proofs.md} tells what is checked and how a seed is run again.
 */
package io.saleproof.sessions;
