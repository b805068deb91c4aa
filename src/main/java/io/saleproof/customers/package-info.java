/**
 * Customers' profiles and addresses, with versions.
 *
 * <p>It promises that an update that names an older version changes nothing, that a profile is
 * shown to its owner, services and administrators only, and that an import never overwrites what a
 * customer wrote. It may import {@code access}, {@code http}, {@code store} and {@code trade};
 * orders and imports import it.
 */
@NullMarked
package io.saleproof.customers;

import org.jspecify.annotations.NullMarked;
