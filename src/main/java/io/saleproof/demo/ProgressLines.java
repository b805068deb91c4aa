package io.saleproof.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** Takes an import's answer, NDJSON, and shows its progress lines as a bar. */
final class ProgressLines extends OutputStream {

  private final ObjectMapper json;
  private final ProgressBar bar;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  ProgressLines(ObjectMapper json, ProgressBar bar) {
    this.json = json;
    this.bar = bar;
  }

  @Override
  public void write(int octet) throws IOException {
    if (octet != '\n') {
      line.write(octet);
      return;
    }
    JsonNode answer = json.readTree(line.toByteArray());
    line.reset();
    switch (answer.path("type").asText()) {
      case "progress" -> bar.at(answer.path("lines").asLong());
      case "error" -> throw new IOException("the demo orders: " + answer.path("detail").asText());
      default -> {
        // Refused lines of the shop's own stock-keeping, and the summary, are no news here.
      }
    }
  }
}
