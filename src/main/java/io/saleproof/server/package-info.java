/**
 * What the small services (key-value nodes, replicated log) stand on: a plain HTTP server with
 * request ids, problems, health, figures and bounds, settings read from the environment, and
 * growing pauses between tries.
 *
 * <p>It promises that every answer carries a request id, every error leaves as a problem without an
 * exception's text, no request takes unbounded memory, and a stop is bounded in time. It may import
 * only {@code http}; the small services and the program itself may import it.
 */
@NullMarked
package io.saleproof.server;

import org.jspecify.annotations.NullMarked;
