package io.saleproof.nodes;

import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.server.Exchange;
import io.saleproof.server.Handling;
import io.saleproof.server.Routes;
import io.vertx.core.http.HttpMethod;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What other nodes call; always open to them, also while clients have to wait. */
final class ReplicaRoutes {

  /** Not worth a line in the log each time. */
  static final Set<String> PATHS =
      Set.of(Wire.REPLICATE, Wire.STATE, Wire.LEAVES, Wire.ENTRIES, Wire.READ);

  private static final int OK = 200;
  private static final Pattern GROUP = Pattern.compile("[0-9a-f]{2}");
  private static final Pattern SOME_LEAVES = Pattern.compile("[0-9a-f]{3}(,[0-9a-f]{3}){0,15}");

  private final String self;
  private final Node node;
  private final Consumer<String> heard;

  /**
   * @param heard told the name of each node that calls
   */
  ReplicaRoutes(String self, Node node, Consumer<String> heard) {
    this.self = self;
    this.node = node;
    this.heard = heard;
  }

  void add(Routes routes) {
    routes
        .on(HttpMethod.POST, Wire.REPLICATE, called(this::replicate))
        .on(HttpMethod.GET, Wire.STATE, called(exchange -> exchange.answer(OK, standing())))
        .on(HttpMethod.GET, Wire.LEAVES, called(this::leaves))
        .on(HttpMethod.GET, Wire.ENTRIES, called(this::entries))
        .on(HttpMethod.POST, Wire.READ, called(this::read));
  }

  private Handling called(Handling handling) {
    return Answers.withStore(
        false,
        exchange -> {
          @Nullable String to = exchange.context().request().getHeader(Wire.TO);
          if (to != null && !to.equals(self)) {
            throw Problem.of(ProblemCode.CONFLICT, "This is node " + self).asException();
          }
          handling.handle(exchange);
          @Nullable String from = exchange.context().request().getHeader(Wire.FROM);
          if (from != null) {
            heard.accept(from);
          }
        });
  }

  private void replicate(Exchange exchange) {
    List<Entry> entries = Received.entries(exchange.json(Wire.Items.class));
    node.accept(entries);
    exchange.answer(OK, Map.of("taken", entries.size()));
  }

  private Wire.Standing standing() {
    Neighbour.State state = node.state();
    return new Wire.Standing(
        state.settled(),
        state.wall().toEpochMilli(),
        state.horizon().map(Version::text).orElse(null),
        state.groups());
  }

  private void leaves(Exchange exchange) {
    exchange.answer(OK, new Wire.Ranges(node.leaves(range(exchange, "group", GROUP))));
  }

  private void entries(Exchange exchange) {
    List<String> leaves = List.of(range(exchange, "leaves", SOME_LEAVES).split(",", -1));
    Neighbour.Part part = node.entries(leaves);
    exchange.answer(
        OK, new Wire.Lines(part.leaves(), part.entries().stream().map(Wire.Line::of).toList()));
  }

  private void read(Exchange exchange) {
    List<Name> names = Received.names(exchange.json(Wire.Names.class));
    exchange.answer(OK, Wire.Items.of(node.read(names)));
  }

  private static String range(Exchange exchange, String parameter, Pattern pattern) {
    String value = exchange.parameters(Set.of(parameter)).getOrDefault(parameter, "");
    if (!pattern.matcher(value).matches()) {
      throw Problem.invalid(FieldError.parameter(parameter, "must match " + pattern)).asException();
    }
    return value;
  }
}
