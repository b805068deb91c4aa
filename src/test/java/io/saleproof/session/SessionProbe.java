package io.saleproof.session;

import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.smallrye.common.annotation.Blocking;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A resource of the tests only: what a handler sees of the session, on each kind of thread. */
@Path("/session-probe")
@PermitAll
@Produces(MediaType.TEXT_PLAIN)
public class SessionProbe {

  /** The operation times that handlers were told to demand. */
  static final Queue<Long> DEMANDED = new ConcurrentLinkedQueue<>();

  @GET
  @Path("/virtual")
  @RunOnVirtualThread
  @Operation(hidden = true)
  public String virtual(@QueryParam("advance") long time) {
    return seen(time);
  }

  @GET
  @Path("/blocking")
  @Blocking
  @Operation(hidden = true)
  public String blocking(@QueryParam("advance") long time) {
    return seen(time);
  }

  @GET
  @Path("/loop")
  @NonBlocking
  @Operation(hidden = true)
  public String loop(@QueryParam("advance") long time) {
    return seen(time);
  }

  @GET
  @Path("/status/{status}")
  @RunOnVirtualThread
  @Operation(hidden = true)
  public Response status(@PathParam("status") int status) {
    session().note("wait=1");
    return Response.status(status)
        .cookie(new NewCookie.Builder("OTHER").value("x").build())
        .build();
  }

  @POST
  @Path("/problem/{code}")
  @RunOnVirtualThread
  @Operation(hidden = true)
  public Response problem(@PathParam("code") String code) {
    throw Problem.of(ProblemCode.valueOf(code), "As asked for").asException();
  }

  @GET
  @Path("/refused")
  @RunOnVirtualThread
  @Operation(hidden = true)
  public String refused() {
    session().ignoreToken(TokenFault.REFUSED);
    return session().times().toString();
  }

  private static RequestSession session() {
    return Objects.requireNonNull(RequestSession.current(), "no session here");
  }

  private static String seen(long time) {
    RequestSession session = session();
    session.demanded().ifPresent(demanded -> DEMANDED.add(demanded.operationTime()));
    session.advance(new SessionTimes(ClusterTime.NONE, time));
    return session
        .demanded()
        .map(demanded -> Long.toString(demanded.operationTime()))
        .orElse("nothing");
  }
}
