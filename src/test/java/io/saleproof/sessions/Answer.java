package io.saleproof.sessions;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * What a client got.
 *
 * @param etag the version in it; 0: there is none
 * @param replayed whether it is that to an earlier request
 */
record Answer(int status, long etag, boolean replayed, JsonNode body) {

  /** Of a problem; empty otherwise. */
  String code() {
    return body.path("code").asText();
  }

  @Override
  public String toString() {
    return status + (code().isEmpty() ? "" : " " + code());
  }
}
