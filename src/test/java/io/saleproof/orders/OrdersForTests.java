package io.saleproof.orders;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.saleproof.access.Callers;
import io.saleproof.store.CausalReads;
import io.saleproof.trade.CustomerId;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import org.jspecify.annotations.Nullable;

/** An instance's orders as a client meets them, without an application around them. */
public final class OrdersForTests {

  private final ShopOrders orders;
  private final OrdersConfig config;
  private final CausalReads reads;
  private final ObjectMapper mapper;

  public OrdersForTests(
      OrdersInstance instance, OrdersConfig config, CausalReads reads, ObjectMapper mapper) {
    this.orders = instance.orders();
    this.config = config;
    this.reads = reads;
    this.mapper = mapper;
  }

  public Response place(RoutingContext context, Callers callers) {
    OrderInput input = input(context);
    return resource(context, callers)
        .place(header(context, "Idempotency-Key"), header(context, "If-Match"), input);
  }

  public Response get(RoutingContext context, Callers callers) {
    return resource(context, callers)
        .get(context.pathParam("id"), header(context, "If-None-Match"));
  }

  public Response cancel(RoutingContext context, Callers callers) {
    return new OrderActionsResource(orders, callers)
        .cancel(context.pathParam("id"), header(context, "Idempotency-Key"), null);
  }

  /** The first page, which must be the only one. */
  public Response list(RoutingContext context, Callers callers) {
    return new OrderListResource(orders, callers, reads)
        .list(
            new CustomerId(context.pathParam("id")),
            null,
            context.request().getParam("limit"),
            null,
            null,
            context.request().getParam(KnownOrder.PARAMETER),
            header(context, "If-None-Match"),
            null);
  }

  private OrdersResource resource(RoutingContext context, Callers callers) {
    CurrentVertxRequest request = new CurrentVertxRequest();
    request.setCurrent(context);
    return new OrdersResource(orders, config, callers, request, reads);
  }

  private OrderInput input(RoutingContext context) {
    try {
      JsonNode json = mapper.readTree(context.body().asString());
      return mapper.treeToValue(json, OrderInput.class);
    } catch (JsonProcessingException wrong) {
      throw new IllegalArgumentException(wrong);
    }
  }

  private static @Nullable String header(RoutingContext context, String name) {
    return context.request().getHeader(name);
  }
}
