/**
 * The catalogue: products, their listing, search and categories, their writes and their import.
 *
 * <p>It promises that a listing walked to its end shows once what was there all the time, that no
 * write overwrites a version it did not name, and that a product's version never goes backwards,
 * not even over a deletion. It may import {@code http}, {@code trade}, {@code access}, {@code
 * store} and {@code imports}; others call {@link io.saleproof.catalog.Catalog}.
 */
@NullMarked
package io.saleproof.catalog;

import org.jspecify.annotations.NullMarked;
