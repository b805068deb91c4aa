package io.saleproof.stock;

import io.saleproof.access.Caller;
import io.saleproof.http.Etag;
import io.saleproof.http.FieldError;
import io.saleproof.http.Page;
import io.saleproof.http.Preconditions;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.idempotency.IdempotencyKey;
import io.saleproof.store.CausalReads;
import io.saleproof.trade.Sku;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Stock over HTTP. */
@Path("/v1/stock")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Stock")
public class StockResource {

  private final Stock stock;
  private final CausalReads reads;

  StockResource(Stock stock, CausalReads reads) {
    this.stock = stock;
    this.reads = reads;
  }

  @GET
  @RolesAllowed({Caller.SHOPPER, Caller.SERVICE, Caller.ADMIN})
  @Operation(operationId = "listStock", summary = "Stock of up to 200 SKUs at once")
  @APIResponse(
      responseCode = "200",
      description = "The stock of those that have a record; others are left out",
      content = @Content(schema = @Schema(implementation = StockPage.class)))
  public Page<StockLevel> list(
      @Parameter(
              description = "SKUs, separated by commas",
              required = true,
              example = "85123A,22423")
          @QueryParam("skus")
          @Nullable String skus) {
    Set<Sku> wanted = skusOf(skus);
    Map<Sku, StockLevel> levels =
        reads.display(() -> stock.levels(wanted), found -> found.size() < wanted.size());
    return Page.of(wanted.stream().map(levels::get).filter(Objects::nonNull).toList(), null);
  }

  @GET
  @Path("/{sku}")
  @RolesAllowed({Caller.SHOPPER, Caller.SERVICE, Caller.ADMIN})
  @Operation(
      operationId = "getStock",
      summary = "Stock of one SKU, current or as the token demands")
  @APIResponse(
      responseCode = "200",
      description = "The stock",
      content = @Content(schema = @Schema(implementation = StockLevel.class)))
  @APIResponse(responseCode = "304", description = "The version is the one that you have")
  public Response get(
      @PathParam("sku") Sku sku, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    StockLevel level =
        reads
            .find(() -> stock.level(sku))
            .orElseThrow(() -> Problem.notFound("Stock of " + sku).asException());
    Etag etag = new Etag(level.version());
    if (new Preconditions(null, ifNoneMatch).has(etag)) {
      return Response.notModified().header("ETag", etag.header()).build();
    }
    return Response.ok(level).header("ETag", etag.header()).build();
  }

  @POST
  @Path("/{sku}/movements")
  @Consumes(MediaType.APPLICATION_JSON)
  @RolesAllowed(Caller.ADMIN)
  @Operation(
      operationId = "moveStock",
      summary = "Receive, write off or count",
      description =
          "The same movement id again is no second movement: it gets the first answer with 200.")
  @APIResponse(
      responseCode = "201",
      description = "The stock right after the movement",
      content = @Content(schema = @Schema(implementation = StockLevel.class)))
  @APIResponse(
      responseCode = "200",
      description = "The movement had taken place before; the first answer",
      content = @Content(schema = @Schema(implementation = StockLevel.class)))
  @APIResponse(responseCode = "409", ref = "Problem409")
  @APIResponse(responseCode = "412", ref = "Problem412")
  @APIResponse(responseCode = "422", ref = "Problem422")
  public Response move(
      @PathParam("sku") Sku sku,
      @Parameter(
              description = "the movement's id, if the body has none",
              schema = @Schema(pattern = IdempotencyKey.PATTERN))
          @HeaderParam(IdempotencyKey.HEADER)
          @Nullable String key,
      @NotNull @Valid @Nullable MovementInput input) {
    Movement movement =
        Objects.requireNonNull(input).toMovement(key == null ? null : IdempotencyKey.checked(key));
    return switch (stock.move(sku, movement)) {
      case MoveResult.Moved(StockLevel level) -> answer(201, level);
      case MoveResult.Repeated(StockLevel level) ->
          Response.fromResponse(answer(200, level)).header("Idempotency-Replayed", "true").build();
      case MoveResult.Stale(long current) -> throw Problem.stale(new Etag(current)).asException();
      case MoveResult.IdTaken() ->
          throw Problem.of(
                  ProblemCode.IDEMPOTENCY_KEY_REUSED,
                  "/id: another movement of " + sku + " has this id")
              .with("errors", List.of(FieldError.pointer("/id", "was used for another movement")))
              .asException();
      case MoveResult.Insufficient(long onHand, long reserved) ->
          throw Problem.of(
                  ProblemCode.INSUFFICIENT_STOCK,
                  "%d on hand, of which %d are held for orders".formatted(onHand, reserved))
              .with("onHand", onHand)
              .with("reserved", reserved)
              .asException();
      case MoveResult.Contended() ->
          throw Problem.of(ProblemCode.OVERLOADED, "Others change this stock too quickly")
              .retryAfterSeconds(1)
              .asException();
    };
  }

  private static Response answer(int status, StockLevel level) {
    return Response.status(status)
        .entity(level)
        .header("ETag", new Etag(level.version()).header())
        .build();
  }

  private static Set<Sku> skusOf(@Nullable String skus) {
    try {
      Set<Sku> wanted =
          Stream.of(skus == null ? new String[0] : skus.split(",", -1))
              .map(String::strip)
              .map(Sku::new)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (!wanted.isEmpty() && wanted.size() <= Stock.MAX_SKUS) {
        return wanted;
      }
    } catch (IllegalArgumentException wrong) {
      throw Problem.invalid(FieldError.parameter("skus", String.valueOf(wrong.getMessage())))
          .asException();
    }
    throw Problem.invalid(
            FieldError.parameter("skus", "must name 1 to " + Stock.MAX_SKUS + " SKUs"))
        .asException();
  }

  /** The shape of the list, for the API's description. */
  private record StockPage(
      List<StockLevel> items, @Schema(nullable = true) @Nullable String next) {}
}
