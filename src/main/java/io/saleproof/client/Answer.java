package io.saleproof.client;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What a shop answered in the end.
 *
 * @param bytes the body, one character a byte (ISO 8859-1), so that equal means the same bytes
 * @param replayed whether the answer says that it is an earlier one again
 * @param setbacks why it had to be sent again, one reason a time; empty if this came at once
 */
record Answer(int status, String bytes, boolean replayed, List<String> setbacks) {

  private static final ObjectMapper JSON = new ObjectMapper();

  Answer {
    setbacks = List.copyOf(setbacks);
  }

  /** The body, or a missing node if it is no JSON. */
  JsonNode json() {
    try {
      return JSON.readTree(bytes.getBytes(StandardCharsets.ISO_8859_1));
    } catch (IOException notJson) {
      return MissingNode.getInstance();
    }
  }

  /** The problem's code, or an empty text. */
  String code() {
    return json().path("code").asText("");
  }

  boolean sameAs(Answer other) {
    return status == other.status && bytes.equals(other.bytes);
  }

  @Override
  public String toString() {
    JsonNode json = json();
    return status + " " + json.path("code").asText("") + " " + json.path("detail").asText("");
  }
}
