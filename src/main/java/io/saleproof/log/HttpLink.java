package io.saleproof.log;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** A kept connection to one secondary. */
final class HttpLink implements Link {

  private static final int OK = 200;
  private static final int CONFLICT = 409;

  private final HttpClient client;
  private final URI replica;
  private final Duration answer;

  HttpLink(URI address, Duration answer) {
    this.client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(answer).build();
    this.replica = address.resolve(Wire.REPLICA);
    this.answer = answer;
  }

  @Override
  public long send(Batch batch) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(replica)
            .timeout(answer)
            .header("Content-Type", "application/octet-stream")
            .header(Wire.LOG, batch.log())
            .header(Wire.TERM, Long.toString(batch.term()))
            .header(Wire.MASTER, batch.master())
            .header(Wire.COMMITTED, Long.toString(batch.committed()))
            .POST(BodyPublishers.ofByteArray(batch.toBytes()))
            .build();
    HttpResponse<byte[]> response = client.send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() == OK) {
      return Wire.JSON.readValue(response.body(), Wire.Stored.class).last();
    }
    if (response.statusCode() == CONFLICT) {
      JsonNode problem = Wire.JSON.readTree(response.body());
      if (problem.path("term").asLong() > batch.term()) {
        throw new NewerMaster(problem.path("term").asLong());
      }
      throw new IOException(problem.path("detail").asText());
    }
    throw new IOException("the secondary answered " + response.statusCode());
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}
