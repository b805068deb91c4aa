/**
 * What is bought together: a model counted from all orders, and the recommendations that follow
 * from it, for a product and for a customer.
 *
 * <p>It promises that each order counts once however often a keeper crashes, that the counts are
 * those a count from scratch would find, that every answer says which counts it rests on, that no
 * product is recommended that does not exist, and that memory and documents are bounded whatever
 * the history's length. It may import {@code orders} and {@code catalog} beside the foundations.
 */
@NullMarked
package io.saleproof.recommendations;

import org.jspecify.annotations.NullMarked;
