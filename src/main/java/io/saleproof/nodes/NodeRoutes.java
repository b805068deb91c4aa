package io.saleproof.nodes;

import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.server.Exchange;
import io.saleproof.server.Handling;
import io.saleproof.server.Routes;
import io.vertx.core.http.HttpMethod;
import java.net.URI;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What clients call, in the old spelling and the new one, with the same answers. */
final class NodeRoutes {

  private static final int OK = 200;
  private static final int RETRY_SECONDS = 1;
  private static final String PAIRS = "/v1/nodes/";
  private static final String ANY_PAIR = PAIRS + ".*";
  private static final String NAME = "name";
  private static final String VALUE = "value";

  /** Marks what came from a node, so that it goes no further. */
  private static final String REPLICATE = "replicate";

  /** What is not UTF-8; plain ASCII is. */
  private static final Pattern OTHER_CHARSET =
      Pattern.compile("charset *+= *+\"?+(?!(utf-?8|us-ascii)\\b)");

  private final Node node;
  private final BooleanSupplier open;
  private final Runnable written;

  /** A pair, in the order of its fields. */
  record Pair(String name, String value) {}

  record Removed(String name) {}

  /** The body of a {@code PUT}. */
  record NewValue(@Nullable String value) {}

  /**
   * @param open whether clients are served
   * @param written told after each write that other nodes shall get
   */
  NodeRoutes(Node node, BooleanSupplier open, Runnable written) {
    this.node = node;
    this.open = open;
    this.written = written;
  }

  void add(Routes routes) {
    Dump dump = new Dump(node);
    routes
        .on(HttpMethod.GET, "/nodes/update", serve(true, this::oldUpdate))
        .on(HttpMethod.GET, "/nodes/get", serve(false, this::oldGet))
        .on(HttpMethod.GET, "/nodes/remove", serve(true, this::oldRemove))
        .on(HttpMethod.GET, "/nodes/dump", serve(false, dump::stream))
        // Before the address without a name, which Vert.x takes for the one with an empty name too.
        .onPattern(HttpMethod.PUT, ANY_PAIR, serve(true, this::put))
        .onPattern(HttpMethod.GET, ANY_PAIR, serve(false, this::get))
        .onPattern(HttpMethod.DELETE, ANY_PAIR, serve(true, this::delete))
        .on(HttpMethod.GET, "/v1/nodes", serve(false, dump::stream));
  }

  private Handling serve(boolean write, Handling handling) {
    return Answers.withStore(
        write,
        exchange -> {
          if (!open.getAsBoolean()) {
            throw Problem.of(
                    ProblemCode.NOT_YET_CONSISTENT,
                    "This node is fetching what it missed from the others")
                .retryAfterSeconds(RETRY_SECONDS)
                .asException();
          }
          handling.handle(exchange);
        });
  }

  private void oldUpdate(Exchange exchange) {
    Map<String, String> query = exchange.parameters(Set.of(NAME, VALUE, REPLICATE));
    Name name = name(query.get(NAME));
    update(exchange, name, value(query.get(VALUE), FieldError.parameter(VALUE, "")), query);
  }

  private void put(Exchange exchange) {
    Map<String, String> query = exchange.parameters(Set.of(REPLICATE));
    update(exchange, pathName(exchange), body(exchange), query);
  }

  private void update(Exchange exchange, Name name, String value, Map<String, String> query) {
    boolean replicated = isReplicated(query);
    node.update(name, value, replicated);
    if (!replicated) {
      written.run();
    }
    exchange.answer(OK, new Pair(name.text(), value));
  }

  private void oldGet(Exchange exchange) {
    find(exchange, name(exchange.parameters(Set.of(NAME)).get(NAME)));
  }

  private void get(Exchange exchange) {
    exchange.parameters(Set.of());
    find(exchange, pathName(exchange));
  }

  private void find(Exchange exchange, Name name) {
    String value = node.find(name).orElseThrow(() -> missing().asException());
    exchange.answer(OK, new Pair(name.text(), value));
  }

  private void oldRemove(Exchange exchange) {
    Map<String, String> query = exchange.parameters(Set.of(NAME, REPLICATE));
    remove(exchange, name(query.get(NAME)), query);
  }

  private void delete(Exchange exchange) {
    remove(exchange, pathName(exchange), exchange.parameters(Set.of(REPLICATE)));
  }

  private void remove(Exchange exchange, Name name, Map<String, String> query) {
    boolean replicated = isReplicated(query);
    if (!node.remove(name, replicated)) {
      throw missing().asException();
    }
    if (!replicated) {
      written.run();
    }
    exchange.answer(OK, new Removed(name.text()));
  }

  private static Problem missing() {
    return Problem.notFound("A pair of this name");
  }

  /** {@code replicate} alone is enough; {@code replicate=false} says no. */
  private static boolean isReplicated(Map<String, String> query) {
    @Nullable String mark = query.get(REPLICATE);
    return mark != null && !mark.equalsIgnoreCase("false");
  }

  private static Name name(@Nullable String text) {
    if (text == null) {
      throw Problem.invalid(FieldError.parameter(NAME, "is required")).asException();
    }
    Name.fault(text)
        .ifPresent(
            fault -> {
              throw Problem.invalid(FieldError.parameter(NAME, fault)).asException();
            });
    return new Name(text);
  }

  /** All that follows in the path, slashes included; the entrance has checked its encoding. */
  private static Name pathName(Exchange exchange) {
    String path = URI.create(exchange.context().request().uri()).getPath();
    return name(path.startsWith(PAIRS) ? path.substring(PAIRS.length()) : null);
  }

  private static String value(@Nullable String value, FieldError where) {
    Optional<String> fault = value == null ? Optional.of("is required") : Entry.fault(value);
    if (value == null || fault.isPresent()) {
      throw Problem.invalid(
              new FieldError(
                  where.pointer(), where.parameter(), where.header(), fault.orElseThrow()))
          .asException();
    }
    return value;
  }

  /** JSON with a field {@code value}, or the value itself as plain text. */
  private static String body(Exchange exchange) {
    String[] type =
        Optional.ofNullable(exchange.context().request().getHeader("Content-Type"))
            .orElse("text/plain")
            .toLowerCase(Locale.ROOT)
            .split(";", 2);
    if (type.length == 2 && OTHER_CHARSET.matcher(type[1]).find()) {
      throw unsupported();
    }
    return switch (type[0].strip()) {
      case "application/json" ->
          value(exchange.json(NewValue.class).value(), FieldError.pointer("/value", ""));
      case "text/plain" -> value(plain(exchange), FieldError.pointer("", ""));
      default -> throw unsupported();
    };
  }

  private static RuntimeException unsupported() {
    return Problem.of(
            ProblemCode.UNSUPPORTED_MEDIA_TYPE,
            "Send {\"value\": …} as application/json, or the value as text/plain, in UTF-8")
        .asException();
  }

  private static String plain(Exchange exchange) {
    return Utf8.text(exchange.body())
        .orElseThrow(() -> Problem.invalid(FieldError.pointer("", "must be UTF-8")).asException());
  }
}
