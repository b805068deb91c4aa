/**
 * Carts: what a guest or a customer means to buy, at today's prices, until it is ordered, merged or
 * forgotten.
 *
 * <p>It promises that a change names the version it was made for, that a cart's lines go into one
 * order at most and come back if that order is refused, and that a guest's cart is merged exactly
 * once, whatever dies on the way. It may import {@code catalog} and {@code stock} beside the
 * foundations; orders import it, through {@link io.saleproof.carts.Carts}.
 */
@NullMarked
package io.saleproof.carts;

import org.jspecify.annotations.NullMarked;
