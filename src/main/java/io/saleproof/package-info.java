/**
 * The program itself: reads the environment, chooses the stores and the role, starts Quarkus.
 *
 * <p>It promises that a missing or malformed setting stops the start with one sentence that names
 * the variable. It may import {@code embedded} and {@code demo}; nothing imports it.
 */
@NullMarked
package io.saleproof;

import org.jspecify.annotations.NullMarked;
