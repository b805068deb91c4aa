package io.saleproof.session;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.saleproof.http.Noise;
import io.vertx.ext.web.RoutingContext;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What clients met, with the noise of consistency apart from errors: a refusal that tells a client
 * to look again (409, 412, not yet consistent) is how the shop works, not how it fails.
 */
@Singleton
public class SessionMeters {

  private static final Set<Integer> LOOK_AGAIN = Set.of(409, 412);
  private static final int FIRST_REFUSAL = 400;
  private static final int FIRST_ERROR = 500;

  private final MeterRegistry registry;
  private final LongAdder visitors;

  /** Looked up with every answer: the registry's own way would build its name each time. */
  private final Map<Answers, LongAdder> answers = new ConcurrentHashMap<>();

  /** What answers are counted by, of which there are few. */
  private record Answers(String outcome, ClientClass client) {}

  public SessionMeters(MeterRegistry registry) {
    this.registry = registry;
    this.visitors =
        answers.computeIfAbsent(new Answers("success", ClientClass.SHOPPER), this::counter);
  }

  /** A token that counted for nothing. */
  void ignored(TokenFault fault, ClientClass client) {
    Counter.builder("saleproof.consistency.tokens.ignored")
        .description("Tokens of sessions that counted for nothing")
        .tag("code", fault.code())
        .tag("class", client.label())
        .register(registry)
        .increment();
  }

  /** An answer of success to a visitor has left. */
  void answered() {
    visitors.increment();
  }

  /** A request's answer has left. */
  void answered(RoutingContext context, ClientClass client) {
    int status = context.response().getStatusCode();
    String cause = causeOf(context, status);
    if (cause != null) {
      Counter.builder("saleproof.consistency.refusals")
          .description("Answers that tell a client to look again, by their cause")
          .tag("cause", cause)
          .tag("status", Integer.toString(status))
          .tag("class", client.label())
          .register(registry)
          .increment();
    }
    answers
        .computeIfAbsent(new Answers(outcomeOf(status, cause != null), client), this::counter)
        .increment();
  }

  private LongAdder counter(Answers of) {
    LongAdder count = new LongAdder();
    FunctionCounter.builder("saleproof.http.answers", count, LongAdder::sum)
        .description("Answers by what they mean to an operator")
        .tag("outcome", of.outcome())
        .tag("class", of.client().label())
        .register(registry);
    return count;
  }

  /** An answer that is kept and given again does not pass where causes are noted. */
  private static @Nullable String causeOf(RoutingContext context, int status) {
    String cause = Noise.refusalOf(context);
    return cause == null && LOOK_AGAIN.contains(status) ? "other" : cause;
  }

  private static String outcomeOf(int status, boolean noise) {
    if (noise) {
      return "noise";
    }
    if (status >= FIRST_ERROR) {
      return "error";
    }
    return status >= FIRST_REFUSAL ? "refused" : "success";
  }
}
