/**
 * The shop of a first look: loads a real shop's data once and says where to go on.
 *
 * <p>It promises that a load cut short is taken up at the next start, and that it goes through the
 * product's own imports. It may import every feature; only the program's start looks at it.
 */
@NullMarked
package io.saleproof.demo;

import org.jspecify.annotations.NullMarked;
