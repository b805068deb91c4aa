package io.saleproof.log;

import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.server.Exchange;
import io.saleproof.server.Routes;
import io.vertx.core.http.HttpMethod;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reading the log: the same on every member, each with what it shows. */
final class MessageAddresses {

  static final String MESSAGES = "/log/messages";

  /** Messages of a page if the client doesn't say. */
  static final int USUAL_LIMIT = 1_000;

  /** The most that it may ask for. */
  static final int MAX_LIMIT = 10_000;

  /** A page ends early when it is this long. */
  private static final int PAGE_BYTES = 4 << 20;

  private static final int OK = 200;
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  private final Shows member;
  private final Function<LogRecord, Map<String, Object>> more;

  /**
   * @param more what this member can tell of one message besides its number and text
   */
  MessageAddresses(Shows member, Function<LogRecord, Map<String, Object>> more) {
    this.member = member;
    this.more = more;
  }

  void add(Routes routes) {
    routes
        .on(HttpMethod.GET, MESSAGES, this::list)
        .on(HttpMethod.GET, MESSAGES + "/:number", this::one);
  }

  private void list(Exchange exchange) throws IOException {
    Map<String, String> parameters = exchange.parameters(Set.of("after", "limit"));
    long after = number("after", parameters.get("after"), 0, Long.MAX_VALUE, 0);
    long limit = number("limit", parameters.get("limit"), 1, MAX_LIMIT, USUAL_LIMIT);
    // Asked before reading: what becomes visible meanwhile is for the next page.
    long shown = member.shown();
    List<LogRecord> page = member.read(after + 1, PAGE_BYTES, (int) limit);
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("messages", page.stream().map(MessageAddresses::json).toList());
    answer.put(
        "next",
        page.isEmpty() || page.getLast().number() >= shown ? null : page.getLast().number());
    exchange.answer(OK, answer);
  }

  private void one(Exchange exchange) throws IOException {
    exchange.parameters(Set.of());
    String asked = exchange.context().pathParam("number");
    long number = NUMBER.matcher(asked).matches() ? Long.parseLong(asked) : 0;
    if (number < 1 || number > member.shown()) {
      throw Problem.notFound("Message " + asked).asException();
    }
    LogRecord message = member.read(number, 1, 1).getFirst();
    Map<String, Object> answer = json(message);
    answer.putAll(more.apply(message));
    exchange.answer(OK, answer);
  }

  /** A message as every answer has it. */
  static Map<String, Object> json(LogRecord message) {
    return json(message.number(), message.text());
  }

  static Map<String, Object> json(long number, String text) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("number", number);
    json.put("message", text);
    return json;
  }

  private static long number(
      String name, @Nullable String value, long least, long most, long otherwise) {
    if (value == null) {
      return otherwise;
    }
    if (NUMBER.matcher(value).matches()) {
      long number = Long.parseLong(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    String bound = most == Long.MAX_VALUE ? " or more" : " to " + most;
    throw Problem.invalid(FieldError.parameter(name, "must be a whole number, " + least + bound))
        .asException();
  }
}
