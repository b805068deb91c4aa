/**
 * Owns the side-by-side measurements of {@code ./scripts/bench.sh}: no tests, and no part of the
 * product. Promises that contestants are measured in one run, on one machine, in palindromic order,
 * with their spread and their CPU time. May import what it measures.
 */
@NullMarked
package io.saleproof.bench;

import org.jspecify.annotations.NullMarked;
