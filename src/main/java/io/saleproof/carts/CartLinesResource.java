package io.saleproof.carts;

import io.saleproof.access.Callers;
import io.saleproof.http.FieldError;
import io.saleproof.http.Preconditions;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.http.Problem;
import io.saleproof.trade.Sku;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The lines of a cart over HTTP, one by one and those of another cart. */
@Path("/v1/carts/{id}")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@RunOnVirtualThread
@Tag(name = "Carts")
public class CartLinesResource {

  private final CartEdits edits;
  private final CartMerges merges;
  private final CartAnswers answers;
  private final Callers callers;

  CartLinesResource(CartEdits edits, CartMerges merges, CartAnswers answers, Callers callers) {
    this.edits = edits;
    this.merges = merges;
    this.answers = answers;
    this.callers = callers;
  }

  @PUT
  @Path("/lines/{sku}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "putCartLine",
      summary = "Set how many units of a product are in the cart",
      description =
          "Needs If-Match with the cart's version, or If-None-Match: * to add a product that is not"
              + " in it yet, whatever its version.")
  @APIResponse(
      responseCode = "200",
      description = "The cart as it is now",
      headers = @Header(name = "ETag", description = "The cart's version"),
      content = @Content(schema = @Schema(implementation = CartView.class)))
  @APIResponse(responseCode = "422", ref = "Problem422")
  public Response putLine(
      @Parameter(schema = @Schema(pattern = CartId.PATTERN)) @PathParam("id") String id,
      @PathParam("sku") Sku sku,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
      @NotNull @Valid CartInput.@Nullable Quantity input) {
    Expected expected = new Preconditions(ifMatch, ifNoneMatch).forWrite();
    long quantity = Objects.requireNonNull(Objects.requireNonNull(input).quantity());
    return answers.of(
        edits.putLine(callers.current(), CartAnswers.idOf(id), expected, sku, quantity));
  }

  @DELETE
  @Path("/lines/{sku}")
  @Operation(
      operationId = "deleteCartLine",
      summary = "Take a product out of the cart; needs If-Match with the cart's version")
  @APIResponse(
      responseCode = "200",
      description = "The cart as it is now",
      headers = @Header(name = "ETag", description = "The cart's version"),
      content = @Content(schema = @Schema(implementation = CartView.class)))
  public Response deleteLine(
      @Parameter(schema = @Schema(pattern = CartId.PATTERN)) @PathParam("id") String id,
      @PathParam("sku") Sku sku,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    Expected expected = new Preconditions(ifMatch, null).forWrite();
    return answers.of(edits.removeLine(callers.current(), CartAnswers.idOf(id), expected, sku));
  }

  @POST
  @Path("/merge")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "mergeCart",
      summary = "Move a guest's cart into this one, as after a sign-in",
      description =
          "Once, however often it is sent; no Idempotency-Key is needed. Units of the same product"
              + " are added; the other cart is gone then. A repeat is answered with the cart as it"
              + " is now.")
  @APIResponse(
      responseCode = "200",
      description = "The cart with both carts' lines",
      headers = @Header(name = "ETag", description = "Its version"),
      content = @Content(schema = @Schema(implementation = CartView.class)))
  @APIResponse(responseCode = "409", ref = "Problem409")
  @APIResponse(responseCode = "422", ref = "Problem422")
  public Response merge(
      @Parameter(schema = @Schema(pattern = CartId.PATTERN)) @PathParam("id") String id,
      @NotNull @Valid CartInput.@Nullable Merge input) {
    CartId into = CartAnswers.idOf(id);
    CartId from = Objects.requireNonNull(Objects.requireNonNull(input).from());
    if (from.equals(into)) {
      throw Problem.invalid(FieldError.pointer("/from", "must be another cart")).asException();
    }
    return answers.of(merges.merge(callers.current(), into, from));
  }
}
