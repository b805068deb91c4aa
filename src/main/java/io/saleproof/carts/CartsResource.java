package io.saleproof.carts;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.access.Caller;
import io.saleproof.access.Callers;
import io.saleproof.http.Etag;
import io.saleproof.http.FieldError;
import io.saleproof.http.Preconditions;
import io.saleproof.http.Preconditions.Expected;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.Representation;
import io.saleproof.idempotency.IdempotencyKey;
import io.saleproof.idempotency.RequestHash;
import io.saleproof.store.CausalReads;
import io.saleproof.trade.CustomerId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
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
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Carts over HTTP: a guest's for whoever knows its id, a customer's for those who act for them. */
@Path("/v1/carts")
@Produces(MediaType.APPLICATION_JSON)
@PermitAll
@RunOnVirtualThread
@Tag(name = "Carts")
public class CartsResource {

  private final Carts carts;
  private final CartEdits edits;
  private final CartKeys keys;
  private final CartAnswers answers;
  private final CartPricing pricing;
  private final Callers callers;
  private final ObjectMapper mapper;
  private final CausalReads reads;

  CartsResource(
      Carts carts,
      CartEdits edits,
      CartKeys keys,
      CartAnswers answers,
      CartPricing pricing,
      Callers callers,
      ObjectMapper mapper,
      CausalReads reads) {
    this.carts = carts;
    this.edits = edits;
    this.keys = keys;
    this.answers = answers;
    this.pricing = pricing;
    this.callers = callers;
    this.mapper = mapper;
    this.reads = reads;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "createCart",
      summary = "Make a cart under an id that nobody can guess",
      description =
          "A shopper's cart is their own, anyone else's a guest's unless it names the customer."
              + " With a token and an Idempotency-Key the same request again gets the first answer;"
              + " without a token every request makes a cart (to repeat safely, PUT one under an id"
              + " of your own).")
  @APIResponse(
      responseCode = "201",
      description = "The new cart",
      headers = {
        @Header(name = "ETag", description = "Its version"),
        @Header(name = "Location", description = "Its address")
      },
      content = @Content(schema = @Schema(implementation = CartView.class)))
  @APIResponse(responseCode = "401", ref = "Problem401")
  @APIResponse(responseCode = "404", ref = "Problem404")
  @APIResponse(responseCode = "422", ref = "Problem422")
  public Response create(
      @Parameter(
              description = "makes the request repeatable for callers with a token",
              schema = @Schema(pattern = IdempotencyKey.PATTERN))
          @HeaderParam(IdempotencyKey.HEADER)
          @Nullable String key,
      @Valid @Nullable CartInput sent) {
    Caller caller = callers.current();
    CartInput input = sent == null ? CartInput.NOTHING : sent;
    CustomerId owner = ownerOf(input, caller);
    String scoped = scoped(key, caller);
    if (scoped == null) {
      CartWrite draft = edits.draft(owner, input.quantities());
      if (draft instanceof CartWrite.Saved(Cart cart, boolean created)) {
        edits.store(cart);
      }
      return answers.of(draft);
    }
    String hash = RequestHash.of(owner + " " + input.quantities());
    Optional<CartKeys.Kept> kept = keys.find(scoped);
    if (kept.isPresent()) {
      return replay(kept.get(), hash);
    }
    CartWrite draft = edits.draft(owner, input.quantities());
    if (!(draft instanceof CartWrite.Saved(Cart cart, boolean created))) {
      return answers.of(draft);
    }
    String answer = Representation.text(mapper, pricing.price(cart).view());
    return keys.claim(scoped, hash, cart, answer)
        .map(first -> replay(first, hash))
        .orElseGet(() -> created(cart.id(), answer).build());
  }

  @GET
  @Path("/{id}")
  @Operation(
      operationId = "getCart",
      summary = "A cart at today's prices",
      description =
          "304 only if neither the cart nor a price or availability in it has changed since its"
              + " version was made.")
  @APIResponse(
      responseCode = "200",
      description = "The cart",
      headers = @Header(name = "ETag", description = "Its version"),
      content = @Content(schema = @Schema(implementation = CartView.class)))
  public Response get(
      @Parameter(schema = @Schema(pattern = CartId.PATTERN)) @PathParam("id") String id,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch) {
    Caller caller = callers.current();
    CartId asked = CartAnswers.idOf(id);
    return reads.display(
        () -> {
          Cart cart =
              carts
                  .find(asked)
                  .filter(found -> found.isFor(caller))
                  .orElseThrow(() -> CartAnswers.missing().asException());
          return answers.read(cart, ifNoneMatch);
        });
  }

  @PUT
  @Path("/{id}")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "putCart",
      summary = "Make a cart under an id of your own, or replace its lines",
      description =
          "Needs If-Match with the version that was read, or If-None-Match: * to make. Whoever knows"
              + " a guest's cart's id may use it: take at least 128 random bits.")
  @APIResponse(
      responseCode = "200",
      description = "The cart as it is now",
      headers = @Header(name = "ETag", description = "Its version"),
      content = @Content(schema = @Schema(implementation = CartView.class)))
  @APIResponse(
      responseCode = "201",
      description = "The new cart",
      headers = {
        @Header(name = "ETag", description = "Its version"),
        @Header(name = "Location", description = "Its address")
      },
      content = @Content(schema = @Schema(implementation = CartView.class)))
  @APIResponse(responseCode = "401", ref = "Problem401")
  @APIResponse(responseCode = "422", ref = "Problem422")
  public Response put(
      @Parameter(
              description = "22 to 64 letters, digits, _ or -",
              schema = @Schema(pattern = CartId.PATTERN))
          @PathParam("id")
          String id,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
      @NotNull @Valid @Nullable CartInput sent) {
    Caller caller = callers.current();
    CartId cart =
        CartId.parse(id)
            .orElseThrow(
                () -> Problem.invalid(FieldError.parameter("id", CartId.WRONG)).asException());
    Expected expected = new Preconditions(ifMatch, ifNoneMatch).forWrite();
    CartInput input = Objects.requireNonNull(sent);
    CustomerId owner = ownerOf(input, caller);
    CustomerId named = expected instanceof Expected.Absent ? owner : input.customerId();
    return answers.of(edits.put(caller, cart, expected, named, input.quantities()));
  }

  @DELETE
  @Path("/{id}")
  @Operation(operationId = "deleteCart", summary = "Delete a cart; needs If-Match")
  @APIResponse(responseCode = "204", description = "It is gone")
  public Response delete(
      @Parameter(schema = @Schema(pattern = CartId.PATTERN)) @PathParam("id") String id,
      @HeaderParam(HttpHeaders.IF_MATCH) @Nullable String ifMatch) {
    Expected expected = new Preconditions(ifMatch, null).forWrite();
    return answers.of(edits.delete(callers.current(), CartAnswers.idOf(id), expected));
  }

  private static Response replay(CartKeys.Kept kept, String hash) {
    if (!kept.requestHash().equals(hash)) {
      throw IdempotencyKey.reused().asException();
    }
    return created(kept.cart(), kept.answer()).header(CartAnswers.REPLAYED, "true").build();
  }

  private static Response.ResponseBuilder created(CartId id, String answer) {
    return CartAnswers.tagged(
        CartAnswers.created(id).type(MediaType.APPLICATION_JSON_TYPE).entity(answer), new Etag(1));
  }

  /** Whose a new cart is: as the request says, else a shopper's own, else a guest's. */
  private @Nullable CustomerId ownerOf(CartInput input, Caller caller) {
    CustomerId named = input.customerId();
    if (named == null) {
      return caller instanceof Caller.Shopper(CustomerId self) ? self : null;
    }
    if (caller instanceof Caller.Nobody) {
      throw Problem.of(ProblemCode.UNAUTHENTICATED, "A customer's cart needs a token")
          .asException();
    }
    callers.actingFor(named);
    return named;
  }

  /** A key belongs to a caller; whoever we don't know has none. */
  private static @Nullable String scoped(@Nullable String key, Caller caller) {
    IdempotencyKey scoped = IdempotencyKey.optional(key, caller);
    return scoped == null || caller instanceof Caller.Nobody ? null : scoped.scoped();
  }
}
