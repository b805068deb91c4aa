/**
 * The shop's past: invoices of before it, brought in from files, with their cancellations, and the
 * figures of what was sold that the catalogue sorts by.
 *
 * <p>It promises that importing a file again, after a crash or in overlapping parts, changes
 * nothing, that every line is either stored with the price and time it had or named as refused,
 * that no stock moves, and that memory is bounded whatever the file's length. It may import {@code
 * orders}, {@code catalog} and {@code customers} beside the foundations.
 */
@NullMarked
package io.saleproof.history;

import org.jspecify.annotations.NullMarked;
