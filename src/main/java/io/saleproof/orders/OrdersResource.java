package io.saleproof.orders;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.saleproof.access.Caller;
import io.saleproof.access.Callers;
import io.saleproof.http.Etag;
import io.saleproof.http.FieldError;
import io.saleproof.http.Preconditions;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.ProblemMappers;
import io.saleproof.http.RequestIds;
import io.saleproof.idempotency.IdempotencyKey;
import io.saleproof.idempotency.RequestHash;
import io.saleproof.store.CausalReads;
import io.saleproof.trade.CustomerId;
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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Placing and reading orders over HTTP. */
@Path("/v1/orders")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.SHOPPER, Caller.SERVICE, Caller.ADMIN})
@RunOnVirtualThread
@Tag(name = "Orders")
public class OrdersResource {

  private static final int RETRY_SECONDS = 1;

  private final Orders orders;
  private final OrdersConfig config;
  private final Callers callers;
  private final CurrentVertxRequest request;
  private final CausalReads reads;

  OrdersResource(
      Orders orders,
      OrdersConfig config,
      Callers callers,
      CurrentVertxRequest request,
      CausalReads reads) {
    this.orders = orders;
    this.config = config;
    this.callers = callers;
    this.request = request;
    this.reads = reads;
  }

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "placeOrder",
      summary = "Place an order",
      description =
          "All lines or none. One Idempotency-Key gives at most one order: the same request again"
              + " gets the first answer, byte for byte. Lines, or a cart, which is emptied once and"
              + " gets its lines back if the order is refused. If-Match with the version of the customer's"
              + " order list refuses the order if another one got in first.")
  @APIResponse(
      responseCode = "201",
      description = "The order is placed and its stock is held",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "409", ref = "Problem409")
  @APIResponse(responseCode = "412", ref = "Problem412")
  @APIResponse(responseCode = "422", ref = "Problem422")
  @APIResponse(responseCode = "428", ref = "Problem428")
  public Response place(
      @Parameter(
              description = "a key of your own making, the same one when you try again",
              required = true,
              example = "order-1",
              schema = @Schema(pattern = IdempotencyKey.PATTERN))
          @HeaderParam(IdempotencyKey.HEADER)
          @Nullable String key,
      @Parameter(description = "the version of the customer's order list", example = "\"0\"")
          @HeaderParam("If-Match")
          @Nullable String ifMatch,
      @NotNull @Valid @Nullable OrderInput input) {
    Caller caller = callers.current();
    IdempotencyKey scoped = IdempotencyKey.required(key, caller);
    CustomerId customer =
        OrderPaths.customerOf(Objects.requireNonNull(input).customerId(), scoped, caller);
    callers.actingFor(customer);
    input.requireLinesOrCart();
    Preconditions.Expected expected = new Preconditions(ifMatch, null).optionalIfMatch();
    if (expected == null && config.requireListVersion()) {
      throw Problem.of(
              ProblemCode.PRECONDITION_REQUIRED,
              "Send If-Match with the version of the customer's order list")
          .asException();
    }
    return answer(
        orders.place(
            new PlaceOrder(
                customer,
                linesOf(input),
                scoped.scoped(),
                hash(customer, input),
                expected,
                requestId(),
                input.cartId() == null ? null : input.cartId().value(),
                null)));
  }

  @GET
  @Path("/{id}")
  @Operation(operationId = "getOrder", summary = "One order, current or as the token demands")
  @APIResponse(
      responseCode = "200",
      description = "The order",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "304", description = "The version is the one that you have")
  public Response get(
      @PathParam("id") String id, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    OrderId asked = OrderPaths.idOf(id, callers);
    Order order =
        reads
            .find(() -> orders.find(asked))
            .orElseThrow(() -> Problem.notFound("The order").asException());
    Etag etag = new Etag(order.version());
    return new Preconditions(null, ifNoneMatch).has(etag)
        ? Response.notModified().header("ETag", etag.header()).build()
        : OrderPaths.answer(200, order, false);
  }

  private Response answer(PlaceOrderResult result) {
    return switch (result) {
      case PlaceOrderResult.Placed(Order order, boolean replayed) ->
          Response.fromResponse(OrderPaths.answer(201, order, replayed))
              .header("Location", OrderPaths.of(order.id()))
              .build();
      case PlaceOrderResult.OutOfStock(Order order, boolean replayed) ->
          ended(
              order,
              replayed,
              Problem.of(ProblemCode.OUT_OF_STOCK, "Not every line can be had")
                  .with("lines", order.shortages()));
      case PlaceOrderResult.CartChanged(Order order, boolean replayed) ->
          ended(
              order,
              replayed,
              Problem.of(
                  ProblemCode.CART_CHANGED,
                  "Look at the cart and order it anew with another Idempotency-Key"));
      case PlaceOrderResult.UnknownCart() ->
          throw Problem.of(ProblemCode.UNKNOWN_CART, "There is no such cart of this customer")
              .with("errors", List.of(FieldError.pointer("/cartId", "was not found")))
              .asException();
      case PlaceOrderResult.EmptyCart() ->
          throw Problem.of(ProblemCode.EMPTY_CART, "Put something into the cart first")
              .with("errors", List.of(FieldError.pointer("/cartId", "has no lines")))
              .asException();
      case PlaceOrderResult.Expired(Order order, boolean replayed) ->
          ended(
              order,
              replayed,
              Problem.of(
                  ProblemCode.ORDER_EXPIRED,
                  "Nothing is held; place it anew with another Idempotency-Key"));
      case PlaceOrderResult.Stale(long current) ->
          throw Problem.stale(new Etag(current)).asException();
      case PlaceOrderResult.KeyReused() -> throw IdempotencyKey.reused().asException();
      case PlaceOrderResult.InProgress() ->
          throw Problem.of(
                  ProblemCode.REQUEST_IN_PROGRESS, "Send the same request again in a moment")
              .retryAfterSeconds(RETRY_SECONDS)
              .asException();
      case PlaceOrderResult.UnknownSkus(List<io.saleproof.trade.Sku> skus) ->
          throw Problem.of(ProblemCode.UNKNOWN_SKU, "There is no product " + skus.getFirst())
              .with("skus", skus)
              .asException();
      case PlaceOrderResult.MixedCurrencies(List<String> currencies) ->
          throw Problem.of(
                  ProblemCode.UNPROCESSABLE, "An order has one currency, not " + currencies)
              .with("errors", List.of(FieldError.pointer("/lines", "have several currencies")))
              .asException();
      case PlaceOrderResult.OutcomeUnknown() -> throw OrderPaths.outcomeUnknown().asException();
      case PlaceOrderResult.Contended() ->
          throw Problem.of(ProblemCode.OVERLOADED, "Too many orders of this customer at once")
              .retryAfterSeconds(RETRY_SECONDS)
              .asException();
    };
  }

  /**
   * Built from the stored order alone, the first request's id included: a replay is the same bytes.
   */
  private Response ended(Order order, boolean replayed, Problem problem) {
    Response.ResponseBuilder answer =
        Response.fromResponse(
            ProblemMappers.answer(
                problem.with("orderId", order.id()).with("requestId", order.requestId()),
                request.getCurrent()));
    return replayed ? answer.header("Idempotency-Replayed", "true").build() : answer.build();
  }

  private String requestId() {
    return RequestIds.of(request.getCurrent());
  }

  private static List<PlaceOrder.Line> linesOf(OrderInput input) {
    return Objects.requireNonNullElse(input.lines(), List.<OrderInput.Line>of()).stream()
        .map(
            line ->
                new PlaceOrder.Line(
                    Objects.requireNonNull(line.sku()), Objects.requireNonNull(line.quantity())))
        .toList();
  }

  private static String hash(CustomerId customer, OrderInput input) {
    return RequestHash.of(
        input.cartId() == null
            ? customer + " " + linesOf(input)
            : customer + " cart " + input.cartId());
  }
}
