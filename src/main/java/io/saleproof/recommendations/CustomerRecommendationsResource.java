package io.saleproof.recommendations;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import io.saleproof.access.Caller;
import io.saleproof.access.Callers;
import io.saleproof.answers.CachedAnswers;
import io.saleproof.orders.OrderHistory;
import io.saleproof.trade.CustomerId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What goes with what a customer has bought, over HTTP; for them, services, administrators. */
@Path("/v1/customers/{id}/recommendations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@RolesAllowed({Caller.SHOPPER, Caller.SERVICE, Caller.ADMIN})
@Tag(name = "Recommendations")
public class CustomerRecommendationsResource {

  /** Nobody but the caller's own client may keep it, and it must ask before using it. */
  private static final String PRIVATE = "private, no-cache";

  private final RecommendationReads reads;
  private final CachedAnswers answers;
  private final OrderHistory orders;
  private final Callers callers;

  CustomerRecommendationsResource(
      RecommendationReads reads, CachedAnswers answers, OrderHistory orders, Callers callers) {
    this.reads = reads;
    this.answers = answers;
    this.orders = orders;
    this.callers = callers;
  }

  @GET
  @Operation(
      operationId = "recommendForCustomer",
      summary = "What goes with what a customer has bought lately",
      description =
          "Never what they have. For the customer, services and administrators; anyone else's look"
              + " like missing ones. Of a customer without orders: bestsellers, marked as such.")
  @Parameter(
      name = "limit",
      in = QUERY,
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "50", defaultValue = "10"))
  @APIResponse(
      responseCode = "200",
      description = "The recommendations",
      headers = {
        @Header(name = "ETag", description = "Of the list's content"),
        @Header(name = "Cache-Status", description = "Where it came from (RFC 9211)"),
        @Header(name = "Age", description = "How old it is, in seconds"),
        @Header(name = "Cache-Control", description = "Private: nobody else may keep it")
      },
      content =
          @Content(
              schema =
                  @Schema(
                      implementation = ProductRecommendationsResource.RecommendationList.class)))
  public Response forCustomer(
      @Parameter(
              description = CustomerId.FORM,
              example = "c1",
              schema = @Schema(implementation = String.class, pattern = CustomerId.PATTERN))
          @PathParam("id")
          CustomerId id,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
      @Context RoutingContext context,
      @Context UriInfo uri) {
    callers.actingFor(id);
    int limit = ProductRecommendationsResource.limit(uri);
    return answers
        .respond(answers.get(reads.ofCustomer(id, orders.lastSeq(id), limit)), context, ifNoneMatch)
        .header(HttpHeaders.CACHE_CONTROL, PRIVATE)
        .build();
  }
}
