/**
 * Orders: placed exactly once and moved on to their end; a customer's list of them with its
 * version.
 *
 * <p>It promises one order per idempotency key at most, no lost update of a customer's list, all
 * lines held or none, a cart's lines in one order at most, answers that follow from the stored
 * order alone, and that whatever a crash has left is settled within the recovery interval. It may
 * import {@code catalog}, {@code stock}, {@code carts} and {@code customers} beside the
 * foundations.
 */
@NullMarked
package io.saleproof.orders;

import org.jspecify.annotations.NullMarked;
