/**
 * The words that all features share: SKU, customer id, money, quantity.
 *
 * <p>Each is a record that can't hold a wrong value. It imports nothing of the program.
 */
@NullMarked
package io.saleproof.trade;

import org.jspecify.annotations.NullMarked;
