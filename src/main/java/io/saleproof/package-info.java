/**
 * The program itself: reads the environment, chooses the role, starts Quarkus with the stores for a
 * shop, or a small service without either.
 *
 * <p>It promises that a missing or malformed setting stops the start with one sentence that names
 * the variable. It may import {@code embedded}, {@code demo} and the small services; nothing
 * imports it.
 */
@NullMarked
package io.saleproof;

import org.jspecify.annotations.NullMarked;
