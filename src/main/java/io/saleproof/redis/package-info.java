/**
 * Calls to Redis, one server or a cluster: addresses, connections, the way from a key to the node
 * that holds it, circuit breakers, and the subscription to messages.
 *
 * <p>It promises that every call ends within its deadline, that a node which is gone fails only
 * what it held, that what comes back is found again without a hand, and that no secret reaches a
 * log. It may import nothing else of the program; {@code cache} and {@code cluster} import it.
 */
@NullMarked
package io.saleproof.redis;

import org.jspecify.annotations.NullMarked;
