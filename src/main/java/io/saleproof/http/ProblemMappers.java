package io.saleproof.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.Comparator;
import java.util.Iterator;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where failures become answers. Faults of ours are logged with their trace. */
public final class ProblemMappers {

  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  @ServerExceptionMapper
  public Response problem(ProblemException exception, RoutingContext context) {
    return answer(exception.problem(), context);
  }

  @ServerExceptionMapper
  public Response json(JsonProcessingException exception, RoutingContext context) {
    return answer(BodyReader.problemOf(exception), context);
  }

  @ServerExceptionMapper
  public Response invalid(ConstraintViolationException exception, RoutingContext context) {
    return answer(
        Problem.invalid(
            exception.getConstraintViolations().stream()
                .map(ProblemMappers::fieldErrorOf)
                .sorted(Comparator.comparing(FieldError::where))
                .toList()),
        context);
  }

  @ServerExceptionMapper
  public Response unauthenticated(UnauthorizedException exception, RoutingContext context) {
    return unauthenticated(context);
  }

  @ServerExceptionMapper
  public Response badToken(AuthenticationFailedException exception, RoutingContext context) {
    return unauthenticated(context);
  }

  @ServerExceptionMapper
  public Response forbidden(ForbiddenException exception, RoutingContext context) {
    return answer(
        Problem.of(ProblemCode.FORBIDDEN, "The caller's groups do not allow this"), context);
  }

  /** What JAX-RS itself refuses: no such path, method, media type. */
  @ServerExceptionMapper
  public Response refused(WebApplicationException exception, RoutingContext context) {
    Throwable cause = exception.getCause();
    if (cause instanceof ProblemException own) {
      return answer(own.problem(), context);
    }
    if (cause instanceof JsonProcessingException json) {
      return answer(BodyReader.problemOf(json), context);
    }
    int status = exception.getResponse().getStatus();
    if (status >= 500) {
      return fault(exception, context);
    }
    Response.ResponseBuilder answer =
        Response.fromResponse(answer(Problems.ofStatus(status), context));
    String allow = exception.getResponse().getHeaderString(HttpHeaders.ALLOW);
    return allow == null ? answer.build() : answer.header(HttpHeaders.ALLOW, allow).build();
  }

  @ServerExceptionMapper
  public Response fault(Throwable exception, RoutingContext context) {
    Problem transport = Problems.ofTransport(exception);
    if (transport != null) {
      return answer(transport, context);
    }
    LOG.errorf(
        exception,
        "fault requestId=%s %s %s",
        RequestIds.of(context),
        context.request().method(),
        context.request().path());
    return answer(
        Problem.of(
            ProblemCode.INTERNAL_ERROR, "Tell the operator the requestId; the cause is logged"),
        context);
  }

  private Response unauthenticated(RoutingContext context) {
    return Response.fromResponse(
            answer(
                Problem.of(
                    ProblemCode.UNAUTHENTICATED, "Send a valid token as Authorization: Bearer …"),
                context))
        .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer realm=\"saleproof\"")
        .build();
  }

  /** The answer that a problem becomes, for handlers that hold a sealed result. */
  public static Response answer(Problem problem, RoutingContext context) {
    String requestId = RequestIds.of(context);
    Response.ResponseBuilder answer =
        Response.status(problem.code().status())
            .type(Problem.MEDIA_TYPE)
            .entity(problem.toJson(context.request().path(), requestId));
    Object retryAfter = problem.members().get("retryAfter");
    return retryAfter == null
        ? answer.build()
        : answer.header(HttpHeaders.RETRY_AFTER, retryAfter).build();
  }

  private static FieldError fieldErrorOf(ConstraintViolation<?> violation) {
    Iterator<Path.Node> nodes = violation.getPropertyPath().iterator();
    StringBuilder pointer = new StringBuilder();
    while (nodes.hasNext()) {
      Path.Node node = nodes.next();
      // The method and its parameter are names of ours, not of the client's body.
      if (node.getKind() != ElementKind.METHOD && node.getKind() != ElementKind.PARAMETER) {
        BodyReader.append(pointer, node);
      }
    }
    return FieldError.pointer(pointer.toString(), violation.getMessage());
  }
}
