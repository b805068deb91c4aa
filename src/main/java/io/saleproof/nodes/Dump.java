package io.saleproof.nodes;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.saleproof.server.Exchange;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/**
 * All pairs as one JSON object in order of name, in bounded memory: one page is held at a time, and
 * the next is read when the client has taken it. Pairs that change meanwhile are shown as they were
 * when their page was read.
 */
final class Dump {

  private static final Logger LOG = Logger.getLogger(Dump.class);
  private static final JsonFactory JSON = new JsonFactory();

  /** A client that takes nothing for so long is cut off. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Node node;

  Dump(Node node) {
    this.node = node;
  }

  /** Answers an exchange; blocks until the client has all. */
  void stream(Exchange exchange) throws IOException {
    exchange.parameters(java.util.Set.of());
    // Before the head is sent, so that a store that is away is told as such.
    List<Entry> page = node.page(Optional.empty());
    HttpServerResponse response = exchange.context().response();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JsonGenerator json = JSON.createGenerator(bytes)) {
      response.setChunked(true).putHeader("Content-Type", "application/json");
      json.writeStartObject();
      while (!page.isEmpty()) {
        for (Entry entry : page) {
          json.writeStringField(entry.name().text(), entry.value());
        }
        json.flush();
        await(response.write(Buffer.buffer(bytes.toByteArray())));
        bytes.reset();
        page = node.page(Optional.of(page.getLast().name()));
      }
      json.writeEndObject();
      json.flush();
      await(response.end(Buffer.buffer(bytes.toByteArray())));
    } catch (StoreUnavailable | IOException cut) {
      LOG.infof("a dump ended early: %s", cut.getMessage());
      // The head is out: only a broken connection can tell that this is not all.
      exchange.context().request().connection().close();
    }
  }

  private static void await(Future<?> sent) throws IOException {
    try {
      sent.toCompletionStage()
          .toCompletableFuture()
          .get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException | TimeoutException gone) {
      throw new IOException("the client takes no more", gone);
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new IOException("the node stops", stopping);
    }
  }
}
