/**
 * The versioned cache: answers as bytes, kept in this process and, beside it, in a Redis that all
 * instances share.
 *
 * <p>It promises that one instance never answers with an older version after a newer one, that no
 * loader puts back what a writer has replaced, that one miss is one load, and that a Redis that is
 * slow, empty, full or gone costs time but never makes an answer wrong. It may import {@code http}
 * and {@code trade}, and knows neither sessions nor the database nor a feature.
 */
@NullMarked
package io.saleproof.cache;

import org.jspecify.annotations.NullMarked;
