package io.saleproof.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;
import jakarta.validation.ConstraintViolationException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.logging.Logger;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** The one place where failures become answers. Faults of ours are logged with their trace. */
public final class ProblemMappers {

  private static final Logger LOG = Logger.getLogger(ProblemMappers.class);

  private static final int METHOD_NOT_ALLOWED = 405;

  private final AllowedMethods methods;

  ProblemMappers(AllowedMethods methods) {
    this.methods = methods;
  }

  @ServerExceptionMapper
  public Response problem(ProblemException exception, RoutingContext context) {
    return answer(exception.problem(), context);
  }

  @ServerExceptionMapper
  public Response json(JsonProcessingException exception, RoutingContext context) {
    return answer(BodyReader.problemOf(exception), context);
  }

  /** More special than the framework's own, which tells names of classes in some modes. */
  @ServerExceptionMapper
  public Response mismatch(MismatchedInputException exception, RoutingContext context) {
    return answer(BodyReader.problemOf(exception), context);
  }

  @ServerExceptionMapper
  public Response invalid(ConstraintViolationException exception, RoutingContext context) {
    return Violations.areOurs(exception)
        ? fault(exception, context)
        : answer(Problem.invalid(Violations.toFieldErrors(exception)), context);
  }

  @ServerExceptionMapper
  public Response unauthenticated(UnauthorizedException exception, RoutingContext context) {
    return fault(exception, context);
  }

  @ServerExceptionMapper
  public Response badToken(AuthenticationFailedException exception, RoutingContext context) {
    return fault(exception, context);
  }

  @ServerExceptionMapper
  public Response forbidden(ForbiddenException exception, RoutingContext context) {
    return fault(exception, context);
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
    Response answer = answer(Problems.ofStatus(status), context);
    return status == METHOD_NOT_ALLOWED
        ? Response.fromResponse(answer)
            .header(HttpHeaders.ALLOW, methods.at(context.normalizedPath()))
            .build()
        : answer;
  }

  @ServerExceptionMapper
  public Response unexpected(Throwable exception, RoutingContext context) {
    return fault(exception, context);
  }

  /**
   * The answer to a failure: a refusal if the client caused it, otherwise a fault of ours, logged
   * with its trace and told without.
   */
  public static Response fault(Throwable exception, RoutingContext context) {
    Problem refusal = Problems.ofRefusal(exception);
    if (refusal != null) {
      return answer(refusal, context);
    }
    LOG.errorf(
        exception,
        "fault requestId=%s %s %s",
        RequestIds.of(context),
        context.request().method(),
        context.request().path());
    return answer(
        Problems.ofStatus(Response.Status.INTERNAL_SERVER_ERROR.getStatusCode()), context);
  }

  /** The answer that a problem becomes, for handlers that hold a sealed result. */
  public static Response answer(Problem problem, RoutingContext context) {
    String requestId = RequestIds.of(context);
    Noise.refusal(context, problem.code());
    Response.ResponseBuilder answer =
        Response.status(problem.code().status())
            .type(Problem.MEDIA_TYPE)
            .entity(problem.toJson(context.request().path(), requestId));
    Problems.headers(problem).forEach(answer::header);
    return answer.build();
  }
}
