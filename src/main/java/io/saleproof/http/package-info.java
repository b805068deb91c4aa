/**
 * What every HTTP answer has in common: problems, request ids, entity tags and preconditions, pages
 * and cursors, body limits.
 *
 * <p>It promises that every error leaves as RFC 9457 {@code application/problem+json} with a code
 * of {@link io.saleproof.http.ProblemCode}, never with an exception's text. It may import only
 * {@code trade}; every feature may import it.
 */
@NullMarked
package io.saleproof.http;

import org.jspecify.annotations.NullMarked;
