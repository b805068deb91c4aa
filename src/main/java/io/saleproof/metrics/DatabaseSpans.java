package io.saleproof.metrics;

import com.mongodb.event.CommandFailedEvent;
import com.mongodb.event.CommandListener;
import com.mongodb.event.CommandStartedEvent;
import com.mongodb.event.CommandSucceededEvent;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A span for each database command within a traced request: its name and database, never its
 * content (the framework's own listener would send customers' data to the collector).
 */
@Singleton
public class DatabaseSpans implements CommandListener {

  private final Tracer tracer;

  /** By the driver's request id. The driver ends every command that it began, so none stays. */
  private final Map<Integer, Span> running = new ConcurrentHashMap<>();

  DatabaseSpans(Tracer tracer) {
    this.tracer = tracer;
  }

  @Override
  public void commandStarted(CommandStartedEvent event) {
    // The driver works in the caller's thread. Outside of a traced request there is no span.
    if (!Span.current().isRecording()) {
      return;
    }
    running.put(
        event.getRequestId(),
        tracer
            .spanBuilder("mongodb " + event.getCommandName())
            .setSpanKind(SpanKind.CLIENT)
            .setAttribute("db.system.name", "mongodb")
            .setAttribute("db.operation.name", event.getCommandName())
            .setAttribute("db.namespace", event.getDatabaseName())
            .startSpan());
  }

  @Override
  public void commandSucceeded(CommandSucceededEvent event) {
    Span span = running.remove(event.getRequestId());
    if (span != null) {
      span.end();
    }
  }

  @Override
  public void commandFailed(CommandFailedEvent event) {
    Span span = running.remove(event.getRequestId());
    if (span != null) {
      span.setAttribute("error.type", event.getThrowable().getClass().getSimpleName());
      span.setStatus(StatusCode.ERROR);
      span.end();
    }
  }
}
