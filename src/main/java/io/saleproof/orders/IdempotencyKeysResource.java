package io.saleproof.orders;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.saleproof.access.Caller;
import io.saleproof.access.Callers;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.idempotency.IdempotencyKey;
import io.saleproof.store.CausalReads;
import io.saleproof.trade.CustomerId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What became of a request, asked by its idempotency key. */
@Path("/v1/idempotency-keys")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.SHOPPER, Caller.SERVICE, Caller.ADMIN})
@RunOnVirtualThread
@Tag(name = "Orders")
public class IdempotencyKeysResource {

  private static final int CREATED = 201;
  private static final int OK = 200;
  private static final int CONFLICT = 409;

  private final Orders orders;
  private final Callers callers;
  private final CausalReads reads;

  IdempotencyKeysResource(Orders orders, Callers callers, CausalReads reads) {
    this.orders = orders;
    this.callers = callers;
    this.reads = reads;
  }

  /** How far a request has come. */
  @Schema(name = "IdempotencyKeyState")
  enum State {
    running,
    done
  }

  /** What is known of a key. */
  @Schema(name = "IdempotencyKey")
  @JsonInclude(JsonInclude.Include.ALWAYS)
  record KeyView(
      String key,
      State state,
      @Schema(description = "of the answer; null while it is running", nullable = true)
          @Nullable Integer status,
      @Schema(description = "the order that was placed or moved", examples = "/v1/orders/YzE.1")
          String location) {}

  @GET
  @Path("/{key: .+}")
  @Operation(
      operationId = "getIdempotencyKey",
      summary = "What became of the request that had this Idempotency-Key",
      description =
          "For who sent it: keys are scoped to the caller. A key that is running settles within the"
              + " recovery interval. 404: no request with it has changed anything, so far.")
  @APIResponse(
      responseCode = "200",
      description = "The key's state",
      content = @Content(schema = @Schema(implementation = KeyView.class)))
  public KeyView get(
      @Parameter(schema = @Schema(pattern = IdempotencyKey.PATTERN), example = "order-1")
          @PathParam("key")
          String key,
      @Parameter(
              description =
                  "the customer of the request; without it a shopper asks for their own keys, others"
                      + " for those of guests' orders")
          @QueryParam("customerId")
          @Nullable CustomerId customerId) {
    Caller caller = callers.current();
    IdempotencyKey scoped =
        IdempotencyKey.asked(key, caller)
            .orElseThrow(
                () ->
                    Problem.invalid(FieldError.parameter("key", "can't be an Idempotency-Key"))
                        .asException());
    CustomerId customer = OrderPaths.customerOf(customerId, scoped, caller);
    callers.actingFor(customer);
    return reads
        .find(() -> orders.findByKey(customer, scoped.scoped()))
        .map(use -> view(key, use))
        .orElseThrow(() -> unknown(customerId, caller).asException());
  }

  /** Most often a key is not found because it was asked for under the wrong customer. */
  private static Problem unknown(@Nullable CustomerId named, Caller caller) {
    return named == null && !(caller instanceof Caller.Shopper)
        ? Problem.of(
            ProblemCode.NOT_FOUND,
            "The key was not found among guests' orders; for a customer's, name them: customerId")
        : Problem.notFound("The key");
  }

  private static KeyView view(String key, KeyUse use) {
    return new KeyView(
        key,
        use.isRunning() ? State.running : State.done,
        use.isRunning() ? null : Integer.valueOf(statusOf(use)),
        OrderPaths.of(use.order().id()));
  }

  private static int statusOf(KeyUse use) {
    if (!use.placing()) {
      return OK;
    }
    return switch (use.order().asAnswered().status()) {
      case REFUSED, EXPIRED -> CONFLICT;
      case PENDING, PLACED, PAID, SHIPPED, DELIVERED, CANCELLED, RETURNED -> CREATED;
    };
  }
}
