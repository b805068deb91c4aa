/**
 * MongoDB under the official driver: databases with their concerns, collections with their indexes,
 * the causal session of each request, and what a failure of the database means to a client.
 *
 * <p>It promises majority writes with journal, majority reads, a bound on every operation, that
 * whatever a request does is after all that its client has seen, and that indexes are declared in
 * one place ({@link io.saleproof.store.Schema}). It may import {@code http} and {@code session};
 * features import it.
 */
@NullMarked
package io.saleproof.store;

import org.jspecify.annotations.NullMarked;
