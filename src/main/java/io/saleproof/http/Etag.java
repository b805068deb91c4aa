package io.saleproof.http;

/** The strong entity tag of a resource's version: {@code "7"} for version 7 (RFC 9110, 8.8.3). */
public record Etag(long version) {

  /** The tag as it stands in a header, quotes included. */
  public String header() {
    return "\"" + version + "\"";
  }
}
