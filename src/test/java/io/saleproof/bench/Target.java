package io.saleproof.bench;

/**
 * A figure that the product is held to.
 *
 * @param atMost whether the value must not be above the bound; else it must not be below
 */
record Target(String what, double value, double bound, boolean atMost) {

  boolean met() {
    return atMost ? value <= bound : value >= bound;
  }
}
