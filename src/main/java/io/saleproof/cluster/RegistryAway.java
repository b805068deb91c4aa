package io.saleproof.cluster;

/** The registry did not do what it was asked, or not in time; whether it has is not known. */
final class RegistryAway extends Exception {

  private static final long serialVersionUID = 1L;

  /**
   * @param why for the operator's log, as a part of a sentence
   */
  RegistryAway(String why) {
    super(why, null, false, false);
  }
}
