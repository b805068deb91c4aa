/**
 * The HTTP API of the service that this one follows: the page at {@code /}, and users in named
 * collections, in that service's shapes, its errors included.
 *
 * <p>It promises that no collection name reaches the shop's own collections and that reading never
 * makes a collection. It may import {@code http}, {@code store} and {@code cluster}; only the demo
 * data's loader imports it.
 */
@NullMarked
package io.saleproof.collections;

import org.jspecify.annotations.NullMarked;
