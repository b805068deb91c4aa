/**
 * The replicated key-value nodes: text values by name, each node with its own Redis, all equal in
 * the end.
 *
 * <p>It promises that once writes stop and nodes reach each other, all hold the same pairs,
 * whatever the order, loss, repetition or clock skew of their messages, and that a removed pair
 * does not come back. It may import {@code server} and {@code http}; it knows neither the shop nor
 * the other roles.
 */
@NullMarked
package io.saleproof.nodes;

import org.jspecify.annotations.NullMarked;
