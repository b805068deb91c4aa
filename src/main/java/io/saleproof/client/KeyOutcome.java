package io.saleproof.client;

/**
 * What a shop says became of an idempotency key.
 *
 * @param state {@code running} or {@code done}
 * @param status of the answer, once it is done
 * @param location of what it made or changed
 */
record KeyOutcome(String state, int status, String location) {}
