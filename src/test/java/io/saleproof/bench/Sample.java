package io.saleproof.bench;

/**
 * One repetition of one contestant.
 *
 * @param perSecond operations a second, or whatever the row's unit is
 * @param cpuMicros CPU time of one operation: of this process and the database's together, or of
 *     the contestant where it is a process of its own
 * @param busy how much of a processor the contestant's process used; not a number where it is none
 * @param besideBusy the same of load, database and Redis together
 */
record Sample(double perSecond, double cpuMicros, double busy, double besideBusy) {

  Sample(double perSecond, double cpuMicros) {
    this(perSecond, cpuMicros, Double.NaN, Double.NaN);
  }
}
