/**
 * The replicated log: a master that numbers messages and secondaries that hold the same list, each
 * in a file of its own.
 *
 * <p>It promises one order for all members, no gap shown, no answer before as many members hold a
 * message durably as its client asked for, and that a member which was away catches up by itself.
 * It may import {@code server} and {@code http}; only the program itself imports it.
 */
@NullMarked
package io.saleproof.log;

import org.jspecify.annotations.NullMarked;
