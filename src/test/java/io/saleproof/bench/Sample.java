package io.saleproof.bench;

/**
 * One repetition of one contestant.
 *
 * @param perSecond operations a second
 * @param cpuMicros CPU time of one operation, of this process and the database's together
 */
record Sample(double perSecond, double cpuMicros) {}
