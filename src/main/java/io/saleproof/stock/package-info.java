/**
 * Stock as an account for each SKU: what is on hand, what is held for orders, and the ledger of
 * every movement that explains it.
 *
 * <p>It promises that {@code onHand ≥ 0} and {@code available = onHand − reserved ≥ 0} at every
 * moment, and that every change may be tried again without taking place twice. It may import {@code
 * http}, {@code trade}, {@code access} and {@code store}, and no other feature.
 */
@NullMarked
package io.saleproof.stock;

import org.jspecify.annotations.NullMarked;
