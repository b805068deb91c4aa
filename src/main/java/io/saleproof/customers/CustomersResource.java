package io.saleproof.customers;

import com.fasterxml.jackson.databind.JsonNode;
import io.saleproof.access.Caller;
import io.saleproof.access.Callers;
import io.saleproof.answers.CachedAnswers;
import io.saleproof.cache.Answer;
import io.saleproof.http.BodyReader;
import io.saleproof.http.MergePatch;
import io.saleproof.http.Preconditions;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.trade.CustomerId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A customer's profile over HTTP; for the customer themselves, services and administrators. */
@Path("/v1/customers/{id}")
@RolesAllowed({Caller.SHOPPER, Caller.SERVICE, Caller.ADMIN})
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Customers", description = "Profiles and addresses.")
public class CustomersResource {

  /** Nobody but the caller's own client may keep a profile, and it must ask before using it. */
  private static final String PRIVATE = "private, no-cache";

  private static final String WHAT = "The customer";

  private final Customers customers;
  private final Callers callers;
  private final BodyReader bodies;
  private final CachedProfiles profiles;
  private final CachedAnswers answers;

  CustomersResource(
      Customers customers,
      Callers callers,
      BodyReader bodies,
      CachedProfiles profiles,
      CachedAnswers answers) {
    this.customers = customers;
    this.callers = callers;
    this.bodies = bodies;
    this.profiles = profiles;
    this.answers = answers;
  }

  @GET
  @Operation(operationId = "getCustomer", summary = "Read a customer's profile")
  @APIResponse(
      responseCode = "200",
      description = "The customer",
      headers = {
        @Header(name = "ETag", description = "Its version"),
        @Header(
            name = "Cache-Status",
            description = "Where the answer came from (RFC 9211): hit, or why not"),
        @Header(name = "Age", description = "Seconds since it was read")
      },
      content = @Content(schema = @Schema(implementation = Customer.class)))
  public Response get(
      @Parameter(
              description = CustomerId.FORM,
              example = "c1",
              schema = @Schema(implementation = String.class, pattern = CustomerId.PATTERN))
          @PathParam("id")
          CustomerId id,
      @Context RoutingContext context,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    callers.actingFor(id);
    return switch (profiles.get(id, Problem.notFound(WHAT))) {
      case CachedProfiles.Profile.Kept(Answer answer) ->
          answers
              .respond(answer, context, ifNoneMatch)
              .header(HttpHeaders.CACHE_CONTROL, PRIVATE)
              .build();
      case CachedProfiles.Profile.Current(Customer customer) ->
          tagged(
                  new Preconditions(null, ifNoneMatch).has(customer.etag())
                      ? Response.notModified()
                      : Response.ok(customer),
                  customer)
              .header("Cache-Status", "saleproof; fwd=bypass")
              .header("Age", 0)
              .build();
    };
  }

  @PUT
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "putCustomer",
      summary = "Make or replace a customer's profile",
      description = "Needs If-Match with the version that was read, or If-None-Match: * to make.")
  @APIResponse(
      responseCode = "200",
      description = "The customer as it is now",
      headers = @Header(name = "ETag", description = "Its version"),
      content = @Content(schema = @Schema(implementation = Customer.class)))
  @APIResponse(
      responseCode = "201",
      description = "The new customer",
      headers = {
        @Header(name = "ETag", description = "Its version"),
        @Header(name = "Location", description = "Its address")
      },
      content = @Content(schema = @Schema(implementation = Customer.class)))
  public Response put(
      @Parameter(
              description = CustomerId.FORM,
              example = "c1",
              schema = @Schema(implementation = String.class, pattern = CustomerId.PATTERN))
          @PathParam("id")
          CustomerId id,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
      @NotNull @Valid CustomerInput input) {
    callers.actingFor(id);
    Preconditions.Expected expected = new Preconditions(ifMatch, ifNoneMatch).forWrite();
    CustomerWrite result = customers.put(id, input, expected);
    profiles.written(id, result);
    return answer(result, Problem.of(ProblemCode.STALE_VERSION, WHAT + " does not exist"));
  }

  @PATCH
  @Consumes({MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON})
  @Operation(
      operationId = "patchCustomer",
      summary = "Change parts of a customer's profile",
      description = "A JSON Merge Patch; needs If-Match with the version that was read.")
  @APIResponse(
      responseCode = "200",
      description = "The customer as it is now",
      headers = @Header(name = "ETag", description = "Its version"),
      content = @Content(schema = @Schema(implementation = Customer.class)))
  @RequestBody(
      required = true,
      content = {
        @Content(
            mediaType = MergePatch.MEDIA_TYPE,
            schema = @Schema(type = SchemaType.OBJECT),
            example = "{\"email\": \"ada@example.org\", \"country\": null}"),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.OBJECT),
            example = "{\"name\": \"Ada King\"}")
      })
  public Response patch(
      @Parameter(
              description = CustomerId.FORM,
              example = "c1",
              schema = @Schema(implementation = String.class, pattern = CustomerId.PATTERN))
          @PathParam("id")
          CustomerId id,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      @NotNull JsonNode patch) {
    callers.actingFor(id);
    Preconditions.Expected expected = new Preconditions(ifMatch, null).forWrite();
    CustomerWrite result =
        customers.patch(
            id,
            expected,
            before ->
                bodies.read(MergePatch.apply(bodies.tree(before), patch), CustomerInput.class));
    profiles.written(id, result);
    return answer(result, Problem.notFound(WHAT));
  }

  private static Response answer(CustomerWrite result, Problem ifMissing) {
    return switch (result) {
      case CustomerWrite.Saved(Customer customer, boolean created) ->
          tagged(
                  created
                      ? Response.status(Response.Status.CREATED)
                          .header(HttpHeaders.LOCATION, "/v1/customers/" + customer.id())
                      : Response.ok(),
                  customer)
              .entity(customer)
              .build();
      case CustomerWrite.Stale(Customer current) ->
          throw Problem.stale(current.etag()).asException();
      case CustomerWrite.AlreadyThere(Customer current) ->
          throw Problem.of(ProblemCode.ALREADY_EXISTS, WHAT + " exists already")
              .with("currentETag", current.etag().header())
              .asException();
      case CustomerWrite.Missing missing -> throw ifMissing.asException();
    };
  }

  private static Response.ResponseBuilder tagged(
      Response.ResponseBuilder answer, Customer customer) {
    return answer
        .header(HttpHeaders.ETAG, customer.etag().header())
        .header(HttpHeaders.CACHE_CONTROL, PRIVATE);
  }
}
