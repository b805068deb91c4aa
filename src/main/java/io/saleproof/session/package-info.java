/**
 * What a client's requests have in common: the signed token that says what it has seen and written,
 * and the session of one request that begins with it.
 *
 * <p>It promises that a token is opaque, signed and bound to this cluster, that what is wrong with
 * one moves nothing and fails nothing, and that every answer carries a newer one. It may import
 * {@code http}, {@code access} and {@code trade} and knows neither the database's driver nor a
 * feature; {@code store} and features import it.
 */
@NullMarked
package io.saleproof.session;

import org.jspecify.annotations.NullMarked;
