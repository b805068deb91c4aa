package io.saleproof.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.ClosedChannelException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Problems for what is refused outside any resource: by the server, a filter, a broken upload. */
public final class Problems {

  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private Problems() {}

  /** Answers at once, before any resource is reached. Does nothing if the answer has begun. */
  public static void send(RoutingContext context, Problem problem) {
    HttpServerResponse response = context.response();
    if (response.ended() || response.headWritten()) {
      return;
    }
    Noise.refusal(context, problem.code());
    headers(problem).forEach(response::putHeader);
    try {
      response
          .setStatusCode(problem.code().status())
          .putHeader("Content-Type", Problem.MEDIA_TYPE)
          .end(
              JSON.writeValueAsString(
                  problem.toJson(context.request().path(), RequestIds.of(context))));
    } catch (IOException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  public static Problem ofStatus(int status) {
    ProblemCode code = ProblemCode.ofStatus(status);
    return Problem.of(
        code,
        switch (code) {
          case NOT_FOUND -> "There is nothing at this address";
          case METHOD_NOT_ALLOWED -> "See the Allow header for the methods that it has";
          case NOT_ACCEPTABLE -> "Accept application/json";
          case UNSUPPORTED_MEDIA_TYPE -> "Send application/json, or what /docs says";
          case BODY_TOO_LARGE -> "Send a smaller body, or use the import";
          case INTERNAL_ERROR -> "Tell the operator the requestId; the cause is logged";
          default -> code.title();
        });
  }

  /** What the client is told of a failure it caused, or {@code null} if it did not. */
  static @Nullable Problem ofRefusal(Throwable failure) {
    if (failure instanceof AuthenticationException || failure instanceof UnauthorizedException) {
      return Problem.of(
          ProblemCode.UNAUTHENTICATED, "Send a valid token as Authorization: Bearer …");
    }
    if (failure instanceof ForbiddenException) {
      return Problem.of(ProblemCode.FORBIDDEN, "The caller's groups do not allow this");
    }
    return ofTransport(failure);
  }

  /** Headers that follow from what the problem is, by their names. */
  static Map<String, String> headers(Problem problem) {
    Map<String, String> headers = new LinkedHashMap<>();
    Object retryAfter = problem.members().get("retryAfter");
    if (retryAfter != null) {
      headers.put("Retry-After", retryAfter.toString());
    }
    if (problem.code() == ProblemCode.BODY_TOO_LARGE) {
      headers.put("Connection", "close");
    }
    if (problem.code() == ProblemCode.UNAUTHENTICATED) {
      headers.put("WWW-Authenticate", "Bearer realm=\"saleproof\"");
    }
    return headers;
  }

  /** A failure of the transport that the client caused, or {@code null} if it is none. */
  public static @Nullable Problem ofTransport(Throwable failure) {
    for (Throwable at = failure; at != null && !isOfDatabase(at); at = at.getCause()) {
      if (at instanceof ProblemException own) {
        return own.problem();
      }
      String name = at.getClass().getSimpleName();
      if (name.equals("RequestTooBigException") || name.equals("BodyTooLargeException")) {
        return ofStatus(413);
      }
      if (at instanceof IOException && "Read timed out".equals(at.getMessage())) {
        // The server has no type of its own for a body that stopped arriving.
        return ofStatus(408);
      }
      if (at instanceof EOFException
          || at instanceof ClosedChannelException
          || name.equals("HttpClosedException")
          || isResetByClient(failure, at)) {
        return Problem.of(ProblemCode.INVALID_REQUEST, "The body ended too early");
      }
      if (failure instanceof IOException && at instanceof NumberFormatException) {
        // The server's decoder has no type of its own for it either.
        return Problem.of(ProblemCode.INVALID_REQUEST, "The body's chunks have no lengths");
      }
    }
    return null;
  }

  /** Its connections fail as a client's do, and behind its failures stand the same causes. */
  private static boolean isOfDatabase(Throwable failure) {
    return failure.getClass().getName().startsWith("com.mongodb.");
  }

  /** What reads a body fails with an {@link IOException}; a database's driver never does. */
  private static boolean isResetByClient(Throwable failure, Throwable cause) {
    return failure instanceof IOException && cause instanceof SocketException;
  }
}
