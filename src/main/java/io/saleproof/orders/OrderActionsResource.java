package io.saleproof.orders;

import io.saleproof.access.Caller;
import io.saleproof.access.Callers;
import io.saleproof.http.PlainText;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.idempotency.IdempotencyKey;
import io.saleproof.idempotency.RequestHash;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Moving an order on over HTTP. */
@Path("/v1/orders/{id}")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.SHOPPER, Caller.SERVICE, Caller.ADMIN})
@RunOnVirtualThread
@Tag(name = "Orders")
public class OrderActionsResource {

  private static final String KEY_HELP =
      "makes the request repeatable: the first answer again; without one a repeat is an illegal"
          + " move";

  private final Orders orders;
  private final Callers callers;

  OrderActionsResource(Orders orders, Callers callers) {
    this.orders = orders;
    this.callers = callers;
  }

  /** Details of an action. */
  @Schema(name = "OrderActionInput")
  record Details(
      @Size(max = 200)
          @PlainText
          @Schema(description = "a payment's or a person's reference, kept", nullable = true)
          @Nullable String reference,
      @Size(max = 500) @PlainText @Nullable String reason) {}

  /** Details of a return. */
  @Schema(name = "OrderReturnInput")
  record ReturnDetails(
      @Size(max = 200) @PlainText @Schema(description = "a reference, kept", nullable = true)
          @Nullable String reference,
      @Size(max = 500) @PlainText @Nullable String reason,
      @Schema(
              description = "whether its units go back to the shelf",
              defaultValue = "false",
              nullable = true)
          @Nullable Boolean restock) {}

  @POST
  @Path("/pay")
  @Operation(operationId = "payOrder", summary = "Pay a placed order: what it holds is sold")
  @APIResponse(
      responseCode = "200",
      description = "The order, paid",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "409", ref = "Problem409")
  @APIResponse(responseCode = "422", ref = "Problem422")
  public Response pay(
      @PathParam("id") String id,
      @Parameter(description = KEY_HELP, schema = @Schema(pattern = IdempotencyKey.PATTERN))
          @HeaderParam(IdempotencyKey.HEADER)
          @Nullable String key,
      @Valid @Nullable Details details) {
    return move(id, OrderAction.PAY, key, details, null);
  }

  @POST
  @Path("/cancel")
  @Operation(
      operationId = "cancelOrder",
      summary = "Cancel a placed or paid order: its units go back to the shelf")
  @APIResponse(
      responseCode = "200",
      description = "The order, cancelled",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "409", ref = "Problem409")
  @APIResponse(responseCode = "422", ref = "Problem422")
  public Response cancel(
      @PathParam("id") String id,
      @Parameter(description = KEY_HELP, schema = @Schema(pattern = IdempotencyKey.PATTERN))
          @HeaderParam(IdempotencyKey.HEADER)
          @Nullable String key,
      @Valid @Nullable Details details) {
    return move(id, OrderAction.CANCEL, key, details, null);
  }

  @POST
  @Path("/ship")
  @RolesAllowed({Caller.SERVICE, Caller.ADMIN})
  @Operation(operationId = "shipOrder", summary = "Note that a paid order is on its way")
  @APIResponse(
      responseCode = "200",
      description = "The order, shipped",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "409", ref = "Problem409")
  @APIResponse(responseCode = "422", ref = "Problem422")
  public Response ship(
      @PathParam("id") String id,
      @Parameter(description = KEY_HELP, schema = @Schema(pattern = IdempotencyKey.PATTERN))
          @HeaderParam(IdempotencyKey.HEADER)
          @Nullable String key,
      @Valid @Nullable Details details) {
    return move(id, OrderAction.SHIP, key, details, null);
  }

  @POST
  @Path("/deliver")
  @RolesAllowed({Caller.SERVICE, Caller.ADMIN})
  @Operation(operationId = "deliverOrder", summary = "Note that a shipped order has arrived")
  @APIResponse(
      responseCode = "200",
      description = "The order, delivered",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "409", ref = "Problem409")
  @APIResponse(responseCode = "422", ref = "Problem422")
  public Response deliver(
      @PathParam("id") String id,
      @Parameter(description = KEY_HELP, schema = @Schema(pattern = IdempotencyKey.PATTERN))
          @HeaderParam(IdempotencyKey.HEADER)
          @Nullable String key,
      @Valid @Nullable Details details) {
    return move(id, OrderAction.DELIVER, key, details, null);
  }

  @POST
  @Path("/return")
  @RolesAllowed({Caller.SERVICE, Caller.ADMIN})
  @Operation(
      operationId = "returnOrder",
      summary = "Take a delivered order back, with or without putting its units on the shelf")
  @APIResponse(
      responseCode = "200",
      description = "The order, returned",
      content = @Content(schema = @Schema(implementation = OrderView.class)))
  @APIResponse(responseCode = "409", ref = "Problem409")
  @APIResponse(responseCode = "422", ref = "Problem422")
  public Response takeBack(
      @PathParam("id") String id,
      @Parameter(description = KEY_HELP, schema = @Schema(pattern = IdempotencyKey.PATTERN))
          @HeaderParam(IdempotencyKey.HEADER)
          @Nullable String key,
      @Valid @Nullable ReturnDetails details) {
    ReturnDetails given = details == null ? new ReturnDetails(null, null, null) : details;
    return move(
        id,
        OrderAction.RETURN,
        key,
        new Details(given.reference(), given.reason()),
        Boolean.TRUE.equals(given.restock()));
  }

  private Response move(
      String path,
      OrderAction action,
      @Nullable String key,
      @Nullable Details details,
      @Nullable Boolean restock) {
    OrderId id = OrderPaths.idOf(path, callers);
    Caller caller = callers.current();
    IdempotencyKey scoped = IdempotencyKey.optional(key, caller);
    String asked = action + " " + (details == null ? new Details(null, null) : details);
    MoveOrder request =
        new MoveOrder(
            id,
            action,
            restock,
            scoped == null ? null : scoped.scoped(),
            RequestHash.of(restock == null ? asked : asked + " restock=" + restock),
            causeOf(action, caller, details));
    return answer(action, orders.move(request));
  }

  private static Response answer(OrderAction action, MoveOrderResult result) {
    return switch (result) {
      case MoveOrderResult.Done(Order order, boolean replayed) ->
          OrderPaths.answer(200, order, replayed);
      case MoveOrderResult.Missing() -> throw Problem.notFound("The order").asException();
      case MoveOrderResult.Illegal(OrderStatus status, List<String> legal) ->
          throw Problem.of(
                  ProblemCode.ILLEGAL_TRANSITION,
                  "An order that is " + status.label() + " can't be moved by " + action.label())
              .with("orderStatus", status.label())
              .with("legal", legal)
              .asException();
      case MoveOrderResult.KeyReused() -> throw IdempotencyKey.reused().asException();
      case MoveOrderResult.OutcomeUnknown() -> throw OrderPaths.outcomeUnknown().asException();
      case MoveOrderResult.Contended() ->
          throw Problem.of(ProblemCode.OVERLOADED, "Others change this order at the moment")
              .retryAfterSeconds(1)
              .asException();
    };
  }

  private static String causeOf(OrderAction action, Caller caller, @Nullable Details details) {
    String reference =
        details == null || details.reference() == null ? "" : " " + details.reference();
    String reason = details == null || details.reason() == null ? "" : ": " + details.reason();
    String by = caller instanceof Caller.Shopper ? "customer" : caller.scope();
    return action.label() + reference + " by " + by + reason;
  }
}
