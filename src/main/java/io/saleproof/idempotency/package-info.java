/**
 * What makes a request repeatable: the client's key, scoped to the caller, and the hash that tells
 * the same request from another one.
 *
 * <p>Equal keys of different callers are different keys. It keeps nothing: an outcome is stored
 * with what it created, by the feature that created it. It imports the foundations ({@code http},
 * {@code access}) and no feature.
 */
@NullMarked
package io.saleproof.idempotency;

import org.jspecify.annotations.NullMarked;
