package io.saleproof.log;

import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.server.Exchange;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Appending: nothing here waits on a thread, so that a client whose write concern is not met costs
 * a few kilobytes and stands in nobody's way.
 */
final class AppendAddress {

  /** Longer texts are read from the disk again for the answer, rather than kept while waiting. */
  private static final int KEPT_CHARS = 1_024;

  private static final int CREATED = 201;

  private final Master master;

  AppendAddress(Master master) {
    this.master = master;
  }

  void handle(Exchange exchange) {
    AppendInput.Append append =
        exchange.json(AppendInput.class).checked(master.settings().maxConcern());
    exchange.releaseBody();
    Waiting waiting =
        new Waiting(
            exchange,
            append.message().length() <= KEPT_CHARS ? append.message() : null,
            append.w(),
            append.patience().toMillis());
    master
        .append(append.payload(), append.w())
        .whenComplete(
            (number, failure) -> {
              if (failure == null) {
                waitForMembers(waiting, number);
              } else {
                exchange.onItsLoop(() -> exchange.fail(failure));
              }
            });
  }

  /** A client on its way to an answer. */
  private record Waiting(Exchange exchange, @Nullable String text, int w, long millis) {}

  private void waitForMembers(Waiting client, long number) {
    CompletableFuture<Void> met = master.await(number, client.w());
    if (met.state() == Future.State.SUCCESS) {
      client.exchange().onItsLoop(() -> created(client, number));
      return;
    }
    client.exchange().whenOver(() -> met.cancel(false));
    met.orTimeout(client.millis(), TimeUnit.MILLISECONDS)
        .whenComplete(
            (done, failure) -> {
              if (failure == null) {
                client.exchange().onItsLoop(() -> created(client, number));
              } else if (failure instanceof TimeoutException) {
                client.exchange().onItsLoop(() -> late(client, number));
              }
            });
  }

  private void created(Waiting client, long number) {
    if (client.text() != null) {
      answer(client.exchange(), number, client.text());
    } else {
      Thread.startVirtualThread(() -> answerFromDisk(client.exchange(), number));
    }
  }

  private void answerFromDisk(Exchange exchange, long number) {
    try {
      List<LogRecord> stored = master.read(number, 1, 1);
      answer(exchange, number, stored.getFirst().text());
    } catch (IOException | RuntimeException unreadable) {
      exchange.fail(unreadable);
    }
  }

  private static void answer(Exchange exchange, long number, String text) {
    exchange.context().response().putHeader("Location", location(number));
    exchange.answer(CREATED, MessageAddresses.json(number, text));
  }

  private void late(Waiting client, long number) {
    client
        .exchange()
        .refuse(
            Problem.of(
                    ProblemCode.CONCERN_NOT_MET,
                    "Message %d is stored by %d of %d members; it goes on to the others, and %s tells how far it is"
                        .formatted(number, master.holders(number), client.w(), location(number)))
                .with("number", number)
                .with("location", location(number)));
  }

  private static String location(long number) {
    return MessageAddresses.MESSAGES + "/" + number;
  }
}
