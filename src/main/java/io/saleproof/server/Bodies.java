package io.saleproof.server;

import io.saleproof.http.Admission;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.Problems;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * Reads bodies within bounds: of one, of all at once until their requests end, and of the time that
 * one takes to arrive.
 */
final class Bodies {

  private final ServerSettings settings;
  private final AtomicLong inFlight = new AtomicLong();

  Bodies(ServerSettings settings) {
    this.settings = settings;
  }

  /** Hands the whole request on, on its event loop, or answers why not. */
  void read(RoutingContext context, Consumer<Exchange> then) {
    HttpServerRequest request = context.request();
    Buffer body = Buffer.buffer();
    long[] counted = {0};
    Runnable release = releaseOnce(counted);
    context.addEndHandler(over -> release.run());
    closeIfLate(context);
    request.handler(
        part -> {
          if (context.response().ended()) {
            // Refused already: what still comes is thrown away, and the connection ends.
            return;
          }
          counted[0] += part.length();
          long all = inFlight.addAndGet(part.length());
          if (counted[0] > settings.maxBodyBytes()) {
            refuse(context, Admission.tooLarge(settings.maxBodyBytes()));
          } else if (all > settings.maxBodyBytesInFlight()) {
            refuse(
                context,
                Problem.of(ProblemCode.OVERLOADED, "Too many bodies are being worked on at once")
                    .retryAfterSeconds(1));
          } else {
            body.appendBuffer(part);
          }
        });
    request.endHandler(
        complete -> {
          if (!context.response().ended()) {
            then.accept(new Exchange(context, body.getBytes(), release));
          }
        });
    request.resume();
  }

  private Runnable releaseOnce(long[] counted) {
    AtomicBoolean released = new AtomicBoolean();
    return () -> {
      if (released.compareAndSet(false, true)) {
        inFlight.addAndGet(-counted[0]);
      }
    };
  }

  /** What still comes is thrown away unread; the connection ends with the answer. */
  private static void refuse(RoutingContext context, Problem problem) {
    if (!context.response().ended()) {
      context.response().putHeader("Connection", "close");
      Problems.send(context, problem);
    }
  }

  private void closeIfLate(RoutingContext context) {
    HttpServerRequest request = context.request();
    long timer =
        context
            .vertx()
            .setTimer(
                settings.bodyTimeout().toMillis(),
                late -> {
                  if (!request.isEnded()) {
                    request.connection().close();
                  }
                });
    context.addEndHandler(over -> context.vertx().cancelTimer(timer));
  }
}
