/**
 * Owns the stores that run inside this process on a machine without Docker: a MongoDB-compatible
 * server kept in one file, and a Redis beside it. Promises that no answer of the MongoDB-compatible
 * server tells of a write that a killed process could lose, and that the rest of the program sees
 * nothing but connection strings. May import no other package of this program.
 */
@NullMarked
package io.saleproof.embedded;

import org.jspecify.annotations.NullMarked;
