package io.saleproof.log;

import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.server.Exchange;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Where a secondary takes batches and heartbeats of its master. */
final class ReplicaAddress {

  private static final int OK = 200;
  private static final int MAX_NAME = 64;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final Secondary secondary;
  private final Faults faults;
  private final RandomGenerator random;

  ReplicaAddress(Secondary secondary, Faults faults, RandomGenerator random) {
    this.secondary = secondary;
    this.faults = faults;
    this.random = random;
  }

  void handle(Exchange exchange) throws InterruptedException {
    Batch batch = batchOf(exchange);
    if (batch.messages().isEmpty() || faults.isNone()) {
      exchange.answer(OK, new Wire.Stored(secondary.accept(batch)));
      return;
    }
    faults.beforeStoring(random);
    long last = secondary.accept(batch);
    faults.afterStoring(random);
    exchange.answer(OK, new Wire.Stored(last));
  }

  private static Batch batchOf(Exchange exchange) {
    return new Batch(
        name(exchange, Wire.LOG),
        number(exchange, Wire.TERM),
        name(exchange, Wire.MASTER),
        number(exchange, Wire.COMMITTED),
        messagesOf(exchange.body()));
  }

  private static List<LogRecord> messagesOf(byte[] body) {
    try {
      return Batch.messagesOf(body);
    } catch (IllegalArgumentException broken) {
      throw Problem.invalid(FieldError.pointer("", "must be whole messages with right checksums"))
          .asException();
    }
  }

  private static String name(Exchange exchange, String header) {
    String value = exchange.context().request().getHeader(header);
    if (value == null || value.isEmpty() || value.length() > MAX_NAME) {
      throw wrong(header, "must be a name");
    }
    return value;
  }

  private static long number(Exchange exchange, String header) {
    @Nullable String value = exchange.context().request().getHeader(header);
    if (value == null || !NUMBER.matcher(value).matches()) {
      throw wrong(header, "must be a whole number");
    }
    return Long.parseLong(value);
  }

  private static RuntimeException wrong(String header, String detail) {
    return Problem.invalid(FieldError.header(header, detail)).asException();
  }
}
