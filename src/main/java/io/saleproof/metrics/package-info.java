/**
 * What operators watch: the business figures, and how the figures of HTTP and of the database are
 * cut into buckets and labels.
 *
 * <p>It promises that no label's number of values at a time grows with the clients, their input or
 * the shop's goods. It may import {@code store} and {@code trade}; features import it.
 */
@NullMarked
package io.saleproof.metrics;

import org.jspecify.annotations.NullMarked;
