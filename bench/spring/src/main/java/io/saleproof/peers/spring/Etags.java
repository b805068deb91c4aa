package io.saleproof.peers.spring;

/** Strong entity tags that are a version's number. */
final class Etags {

  private Etags() {}

  /** The version that a condition names; 0, which is no version, if it names none. */
  static long version(String etag) {
    String number = etag.replace("\"", "");
    return number.matches("[0-9]{1,18}") ? Long.parseLong(number) : 0;
  }
}
