package io.saleproof.server;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.saleproof.http.BodyReader;
import io.saleproof.http.FieldError;
import io.saleproof.http.JsonSettings;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemException;
import io.saleproof.http.Problems;
import io.saleproof.http.RequestIds;
import io.vertx.core.Context;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** One request and its answer. Its body is there in full; it may be answered from any thread. */
public final class Exchange {

  /** JSON as strict as the shop's: unknown fields, coercions and text after the end are refused. */
  private static final ObjectMapper JSON = strict();

  private static final Logger LOG = Logger.getLogger(Exchange.class);
  private static final int SERVER_ERROR = 500;
  private static final byte[] NOTHING = {};

  private final RoutingContext context;
  private final Context loop;
  private final Runnable release;
  private volatile byte[] body;

  /** To be made on the request's event loop. */
  Exchange(RoutingContext context, byte[] body, Runnable release) {
    this.context = context;
    this.loop = context.vertx().getOrCreateContext();
    this.body = body;
    this.release = release;
  }

  private static ObjectMapper strict() {
    ObjectMapper mapper =
        JsonMapper.builder().disable(JsonParser.Feature.AUTO_CLOSE_SOURCE).build();
    new JsonSettings().customize(mapper);
    return mapper;
  }

  /** The request itself, for what this class has no word for, such as streamed answers. */
  public RoutingContext context() {
    return context;
  }

  public byte[] body() {
    return body;
  }

  /** Gives the body's memory back before a long wait. */
  public void releaseBody() {
    body = NOTHING;
    release.run();
  }

  /**
   * Runs on the request's own event loop, to keep work off a thread that has other things to do.
   */
  public void onItsLoop(Runnable action) {
    loop.runOnContext(now -> action.run());
  }

  /**
   * The parameters of the query, decoded.
   *
   * @throws io.saleproof.http.ProblemException 400 that names each one that is unknown or given
   *     twice
   */
  public Map<String, String> parameters(Set<String> known) {
    Map<String, String> values = new HashMap<>();
    List<FieldError> errors = new ArrayList<>();
    for (Map.Entry<String, String> parameter : context.queryParams()) {
      if (!known.contains(parameter.getKey())) {
        errors.add(FieldError.parameter(parameter.getKey(), "is not a parameter of this address"));
      } else if (values.put(parameter.getKey(), parameter.getValue()) != null) {
        errors.add(FieldError.parameter(parameter.getKey(), "may be given only once"));
      }
    }
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).asException();
    }
    return values;
  }

  /**
   * The body as a record.
   *
   * @throws io.saleproof.http.ProblemException 400 that names the wrong field by its JSON pointer
   */
  public <T> T json(Class<T> type) {
    try {
      @Nullable T value = JSON.readValue(body, type);
      if (value == null) {
        throw Problem.invalid(FieldError.pointer("", "must not be null")).asException();
      }
      return value;
    } catch (JsonProcessingException wrong) {
      throw BodyReader.problemOf(wrong).asException();
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** Answers with JSON. Does nothing if the client is gone or has been answered. */
  public void answer(int status, Object json) {
    try {
      answer(status, "application/json", JSON.writeValueAsBytes(json));
    } catch (JsonProcessingException bug) {
      throw new IllegalStateException(bug);
    }
  }

  public void answer(int status, String mediaType, byte[] bytes) {
    if (isOpen()) {
      context.response().setStatusCode(status).putHeader("Content-Type", mediaType);
      context.response().end(Buffer.buffer(bytes));
    }
  }

  /** Answers without a body. */
  public void answer(int status) {
    if (isOpen()) {
      context.response().setStatusCode(status).end();
    }
  }

  /** Answers with a problem. */
  public void refuse(Problem problem) {
    if (isOpen()) {
      Problems.send(context, problem);
    }
  }

  /** Answers with the problem that the failure carries, or with 500; a fault is logged. */
  public void fail(Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    if (cause instanceof ProblemException refused) {
      refuse(refused.problem());
      return;
    }
    LOG.errorf(
        cause,
        "fault requestId=%s %s %s",
        RequestIds.of(context),
        context.request().method(),
        context.request().path());
    refuse(Problems.ofStatus(SERVER_ERROR));
  }

  /**
   * Runs on the exchange's event loop when it is over: answered, or the client gone. If it is over
   * by now, it runs all the same.
   */
  public void whenOver(Runnable action) {
    onItsLoop(
        () -> {
          if (isOpen()) {
            context.addEndHandler(over -> action.run());
          } else {
            action.run();
          }
        });
  }

  private boolean isOpen() {
    return !context.response().ended() && !context.response().closed();
  }
}
