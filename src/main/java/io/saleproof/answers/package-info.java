/**
 * How cached answers reach clients: the fast lane, which answers before anything else is done to a
 * request, and the same answers for resources that had to load them first.
 *
 * <p>It promises that both say the same in the same words, that a private answer never passes the
 * lane, and that {@code Cache-Status}, {@code Age}, {@code ETag} and the session's token tell the
 * truth. It may import {@code cache}, {@code store}, {@code session} and {@code http}, and knows no
 * feature; features tell it their addresses as {@link io.saleproof.answers.CachedRoute}.
 */
@NullMarked
package io.saleproof.answers;

import org.jspecify.annotations.NullMarked;
