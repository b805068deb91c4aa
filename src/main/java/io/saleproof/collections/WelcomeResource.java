package io.saleproof.collections;

import io.saleproof.cluster.TopologyProbe;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The front page: for programs what the original service said there, for people a few links. */
@Path("/")
@PermitAll
@Tag(name = "Collections")
public class WelcomeResource {

  private final CollectionsConfig config;
  private final MongoUsers users;
  private final TopologyProbe probe;

  WelcomeResource(CollectionsConfig config, MongoUsers users, TopologyProbe probe) {
    this.config = config;
    this.users = users;
    this.probe = probe;
  }

  @GET
  @Produces({MediaType.APPLICATION_JSON, MediaType.TEXT_HTML})
  @RunOnVirtualThread
  @Operation(
      operationId = "getOverview",
      summary = "The database's topology and its collections",
      description =
          "A welcome page if text/html is preferred. Where the collections are switched off, the"
              + " JSON has a status only.")
  @APIResponse(
      responseCode = "200",
      description = "The service runs",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(anyOf = {Overview.class, StatusOnly.class})),
        @Content(mediaType = MediaType.TEXT_HTML, schema = @Schema(implementation = String.class))
      })
  public Response overview(@Context HttpHeaders headers) {
    if (WelcomePage.wantedBy(headers.getAcceptableMediaTypes())) {
      return answer(WelcomePage.HTML, MediaType.TEXT_HTML + ";charset=UTF-8");
    }
    return answer(config.enabled() ? look() : new StatusOnly("OK"), MediaType.APPLICATION_JSON);
  }

  /** What is said of a service without collections. */
  @Schema(name = "StatusOnly")
  public record StatusOnly(@Schema(required = true, examples = "OK") String status) {}

  private Overview look() {
    // Counting first: by then the driver has met its servers.
    var counts = users.counts();
    return Overview.of(probe.look(), counts, users, config.sharedCache());
  }

  private static Response answer(Object body, String type) {
    return Response.ok(body, type).header(HttpHeaders.VARY, HttpHeaders.ACCEPT).build();
  }
}
