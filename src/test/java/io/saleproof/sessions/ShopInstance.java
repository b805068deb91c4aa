package io.saleproof.sessions;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.mongodb.MongoException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoClients;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.security.runtime.QuarkusPrincipal;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.saleproof.access.Callers;
import io.saleproof.access.CallersForTests;
import io.saleproof.answers.AnswersForTests;
import io.saleproof.cache.CacheForTests;
import io.saleproof.cache.VersionedCache;
import io.saleproof.catalog.CatalogForTests;
import io.saleproof.collections.CollectionsForTests;
import io.saleproof.collections.CollectionsResource;
import io.saleproof.customers.CustomerInput;
import io.saleproof.customers.CustomersForTests;
import io.saleproof.customers.CustomersResource;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemException;
import io.saleproof.http.ProblemMappers;
import io.saleproof.orders.OrdersForTests;
import io.saleproof.orders.OrdersInstance;
import io.saleproof.session.SessionFront;
import io.saleproof.stock.Stock;
import io.saleproof.stock.StockForTests;
import io.saleproof.stock.StockInstance;
import io.saleproof.stock.StockSettings;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CausalReads;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Clock;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * An instance of the shop as its clients meet it: the program's resources behind the program's
 * sessions, over a driver, caches and a router of the database of its own.
 */
final class ShopInstance implements AutoCloseable {

  private static final int NOT_MODIFIED = 304;

  private final Clock clock = Clock.systemUTC();
  private final ObjectMapper mapper = JsonMapper.builder().findAndAddModules().build();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final MongoClient client;
  private final Store store;
  private final CausalReads reads;
  private final VersionedCache cache;
  private final CachedReads cached;
  private final Stock stock;
  private final OrdersInstance orders;
  private final OrdersForTests ordering;
  private final CollectionsResource collections;
  private final SessionFront front;

  /**
   * @param url the database as this instance reaches it
   */
  ShopInstance(Vertx vertx, String url, long cluster, String keys) {
    client = MongoClients.create(url);
    store = new Store(client, Settings.STORE);
    reads = new CausalReads(store, Settings.READS, meters);
    stock = StockInstance.of(store, StockSettings.WHOLE, clock).stock();
    orders =
        new OrdersInstance(
            store, CatalogForTests.over(store, clock), stock, Settings.ORDERS, clock);
    ordering = new OrdersForTests(orders, Settings.ORDERS, reads, mapper);
    cache = CacheForTests.alone(clock);
    cached =
        new CachedReads(store, reads, clock, Settings.REMEMBERED, Settings.OLDEST_WITHOUT_PRIMARY);
    collections =
        CollectionsForTests.resource(
            client,
            store,
            Settings.STORE,
            reads,
            cached,
            AnswersForTests.over(cache, cached, clock),
            mapper);
    front = new SessionFront(vertx, keys, cluster, meters);
    route(front.router());
  }

  private void route(Router router) {
    serve(router.get("/v1/customers/:id"), this::profile);
    serve(router.put("/v1/customers/:id"), this::changeProfile);
    serve(router.get("/v1/customers/:id/orders"), ordering::list);
    serve(router.post("/v1/orders"), ordering::place);
    serve(router.get("/v1/orders/:id"), ordering::get);
    serve(router.post("/v1/orders/:id/cancel"), ordering::cancel);
    serve(router.get("/v1/stock/:sku"), this::level);
    serve(
        router.get("/:collection/users"),
        (context, callers) ->
            collections.list(
                context.pathParam("collection"),
                context,
                context.request().getHeader("If-None-Match")));
    serve(
        router.post("/:collection/users"),
        (context, callers) ->
            collections.add(
                context.pathParam("collection"),
                context.body().buffer().getBytes(),
                CollectionsForTests.NO_HEADERS));
  }

  private Response profile(RoutingContext context, Callers callers) {
    return customers(callers)
        .get(
            new CustomerId(context.pathParam("id")),
            context,
            context.request().getHeader("If-None-Match"));
  }

  private CustomersResource customers(Callers callers) {
    return CustomersForTests.resource(store, clock, callers, reads, cache, cached, mapper);
  }

  private Response changeProfile(RoutingContext context, Callers callers) {
    String name = context.body().asJsonObject().getString("name");
    return customers(callers)
        .put(
            new CustomerId(context.pathParam("id")),
            context.request().getHeader("If-Match"),
            context.request().getHeader("If-None-Match"),
            new CustomerInput(name, null, null, null));
  }

  private Response level(RoutingContext context, Callers callers) {
    return StockForTests.resource(stock, reads)
        .get(new Sku(context.pathParam("sku")), context.request().getHeader("If-None-Match"));
  }

  private void serve(
      io.vertx.ext.web.Route route, BiFunction<RoutingContext, Callers, Response> work) {
    route.handler(
        context -> {
          QuarkusSecurityIdentity identity =
              QuarkusSecurityIdentity.builder()
                  .setPrincipal(new QuarkusPrincipal("everyone"))
                  .addRoles(Set.of(context.request().getHeader("X-Role")))
                  .build();
          context.setUser(new QuarkusHttpUser(identity));
          context
              .vertx()
              .executeBlocking(() -> answer(context, work, CallersForTests.only(identity)), false)
              .onComplete(answer -> send(context, answer.result()));
        });
  }

  /** As the program's mappers of exceptions do. */
  private static Response answer(
      RoutingContext context, BiFunction<RoutingContext, Callers, Response> work, Callers callers) {
    try {
      return work.apply(context, callers);
    } catch (ProblemException refused) {
      return ProblemMappers.answer(refused.problem(), context);
    } catch (MongoException failure) {
      boolean writing = !context.request().method().name().equals("GET");
      Problem known = StoreFaults.problemOf(failure, writing);
      return known == null
          ? ProblemMappers.fault(failure, context)
          : ProblemMappers.answer(known, context);
    } catch (RuntimeException fault) {
      return ProblemMappers.fault(fault, context);
    }
  }

  private void send(RoutingContext context, Response answer) {
    HttpServerResponse response = context.response().setStatusCode(answer.getStatus());
    for (String name : Set.of("ETag", "Idempotency-Replayed")) {
      Object value = answer.getHeaders().getFirst(name);
      if (value != null) {
        response.putHeader(name, value.toString());
      }
    }
    Object entity = answer.getEntity();
    if (entity == null || answer.getStatus() == NOT_MODIFIED) {
      response.end();
      return;
    }
    if (entity instanceof byte[] bytes) {
      response.end(Buffer.buffer(bytes));
      return;
    }
    try {
      response.end(mapper.writeValueAsString(entity));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  URI uri() {
    return front.uri();
  }

  Store store() {
    return store;
  }

  Stock stock() {
    return stock;
  }

  void sweep() {
    orders.sweep();
  }

  /** Restarts with other keys of tokens, for all that its clients can see of it. */
  void keys(String keys) {
    front.keys(keys);
  }

  /** How many shown reads were answered so, such as by a {@code replica}. */
  long served(String by) {
    return Math.round(
        meters.find("saleproof.consistency.reads").tag("served", by).counters().stream()
            .mapToDouble(counter -> counter.count())
            .sum());
  }

  @Override
  public void close() {
    front.close();
    client.close();
  }
}
