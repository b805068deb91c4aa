package io.saleproof.orders;

import io.saleproof.access.Caller;
import io.saleproof.access.Callers;
import io.saleproof.http.PlainText;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
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

  private static final String KEY_HELP = "makes the request repeatable: the first answer again";

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
    return move(id, OrderAction.PAY, key, details);
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
    return move(id, OrderAction.CANCEL, key, details);
  }

  private Response move(
      String path, OrderAction action, @Nullable String key, @Nullable Details details) {
    OrderId id = OrderPaths.idOf(path, callers);
    Caller caller = callers.current();
    IdempotencyKey scoped = IdempotencyKey.optional(key, caller);
    String hash =
        RequestHash.of(action + " " + (details == null ? new Details(null, null) : details));
    String cause = causeOf(action, caller, details);
    return switch (orders.move(id, action, scoped == null ? null : scoped.scoped(), hash, cause)) {
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
      case MoveOrderResult.KeyReused() -> throw OrderPaths.keyReused().asException();
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
