package io.saleproof.orders;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.saleproof.access.Caller;
import io.saleproof.access.Callers;
import io.saleproof.http.Cursor;
import io.saleproof.http.Etag;
import io.saleproof.http.FieldError;
import io.saleproof.http.Page;
import io.saleproof.http.PageRequest;
import io.saleproof.http.Preconditions;
import io.saleproof.http.Problem;
import io.saleproof.store.CausalReads;
import io.saleproof.trade.CustomerId;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A customer's orders over HTTP. */
@Path("/v1/customers/{id}/orders")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed({Caller.SHOPPER, Caller.SERVICE, Caller.ADMIN})
@RunOnVirtualThread
@Tag(name = "Orders")
public class OrderListResource {

  /**
   * How much later than the time it bears a change may be seen: instances' clocks may differ by a
   * minute, and a change is tried for less than another.
   */
  private static final Duration LATEST_CHANGE = Duration.ofMinutes(2);

  private final OrderStore orders;
  private final Callers callers;
  private final CausalReads reads;

  OrderListResource(ShopOrders orders, Callers callers, CausalReads reads) {
    this.orders = orders.store();
    this.callers = callers;
    this.reads = reads;
  }

  /** What one set of reads has found. */
  private record Found(Optional<Order> newest, List<Order> orders, Page.@Nullable Count count) {}

  /** A page of a customer's orders and the version of the whole list. */
  @Schema(name = "OrderPage")
  record OrderPage(
      List<OrderView> items,
      @Schema(nullable = true, description = "the cursor of the next page; null at the end")
          @Nullable String next,
      long latestVersion,
      @JsonInclude(JsonInclude.Include.NON_NULL) Page.@Nullable Count count) {}

  @GET
  @Operation(
      operationId = "listOrders",
      summary = "A customer's orders, newest first, current or as the token demands",
      description =
          "The ETag and latestVersion are the list's version, which grows by one with each order;"
              + " name it as If-Match of POST /v1/orders.")
  @APIResponse(
      responseCode = "200",
      description = "A page",
      headers = {
        @Header(name = "ETag", schema = @Schema(type = SchemaType.STRING)),
        @Header(name = "Link", schema = @Schema(type = SchemaType.STRING))
      },
      content = @Content(schema = @Schema(implementation = OrderPage.class)))
  @APIResponse(responseCode = "304", description = "Nothing has changed since that version")
  public Response list(
      @PathParam("id") CustomerId customer,
      @Parameter(description = "a status, or ongoing for all that have more to come")
          @QueryParam("status")
          @Nullable String status,
      @QueryParam("limit") @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor,
      @QueryParam("count") @Nullable String count,
      @Parameter(
              description =
                  "an order that you know of: the list, filters aside, has it, or is not answered")
          @QueryParam(KnownOrder.PARAMETER)
          @Nullable String lastKnown,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context UriInfo uri) {
    callers.actingFor(customer);
    Set<OrderStatus> statuses = statusesOf(status);
    PageRequest page = PageRequest.of(limit, cursor, count);
    String list = "orders " + customer + " " + statuses;
    KnownOrder known = KnownOrder.of(lastKnown, customer);
    long before = before(page, list);
    Found read =
        reads.display(
            () -> read(customer, statuses, page, before), seen -> !known.isIn(seen.newest()));
    if (!known.isIn(read.newest())) {
      throw known.missing().asException();
    }
    Optional<Order> newest = read.newest();
    List<Order> found = read.orders();
    List<Order> items = found.subList(0, Math.min(found.size(), page.limit()));
    Etag etag = new Etag(newest.map(order -> order.id().seq()).orElse(0L));
    if (statuses.isEmpty()
        && new Preconditions(null, ifNoneMatch).has(etag)
        && unchangedSince(newest, items)) {
      return Response.notModified().header("ETag", etag.header()).build();
    }
    String next =
        found.size() > page.limit()
            ? new Cursor(List.of(items.getLast().id().seq())).encode(list)
            : null;
    OrderPage body =
        new OrderPage(
            items.stream().map(OrderView::of).toList(), next, etag.version(), read.count());
    Response.ResponseBuilder answer = Response.ok(body);
    if (isSettled(newest)) {
      answer.header("ETag", etag.header());
    }
    return next == null
        ? answer.build()
        : answer
            .link(uri.getRequestUriBuilder().replaceQueryParam("cursor", next).build(), "next")
            .build();
  }

  /**
   * The version is read first: a list that is newer than its version makes a client careful, one
   * that is older than its version would let it overwrite what it has not seen.
   */
  private Found read(
      CustomerId customer, Set<OrderStatus> statuses, PageRequest page, long before) {
    return new Found(
        orders.newest(customer),
        orders.list(customer, statuses, before, page.limit() + 1),
        page.count() ? counted(customer, statuses) : null);
  }

  /**
   * While the newest order is pending the list gets no ETag, so whoever has one has seen every
   * change up to the end of that order's placing.
   */
  private static boolean isSettled(Optional<Order> newest) {
    return newest.filter(order -> order.status() == OrderStatus.PENDING).isEmpty();
  }

  /**
   * The list's version grows with new orders only, so a client that has it may still miss a later
   * payment. Only if no other order shown has changed since the newest was placed, nor that one
   * itself, is 304 true; and never of a filtered list, which an order may have left. A change bears
   * the time at which an instance began to make it, so one that is little older than the newest
   * order may have come after it nevertheless.
   */
  private static boolean unchangedSince(Optional<Order> newest, List<Order> items) {
    if (newest.isEmpty()) {
      return true;
    }
    Order last = newest.get();
    Instant since = last.asAnswered().last().at().minus(LATEST_CHANGE);
    return isSettled(newest)
        && items.stream()
            .allMatch(
                order ->
                    order.id().equals(last.id())
                        ? order.version() == last.asAnswered().version()
                        : order.last().at().isBefore(since));
  }

  private Page.Count counted(CustomerId customer, Set<OrderStatus> statuses) {
    return Page.Count.capped(
        orders.count(customer, statuses, PageRequest.COUNT_CAP + 1), PageRequest.COUNT_CAP);
  }

  private static long before(PageRequest page, String list) {
    return page.cursor() == null
        ? Long.MAX_VALUE
        : (Long) Cursor.decode(page.cursor(), list, List.of(Long.class)).keys().getFirst();
  }

  private static Set<OrderStatus> statusesOf(@Nullable String status) {
    if (status == null) {
      return Set.of();
    }
    if (status.equals("ongoing")) {
      return Arrays.stream(OrderStatus.values())
          .filter(OrderStatus::isOngoing)
          .collect(Collectors.toCollection(() -> EnumSet.noneOf(OrderStatus.class)));
    }
    return OrderStatus.ofLabel(status)
        .<Set<OrderStatus>>map(EnumSet::of)
        .orElseThrow(
            () ->
                Problem.invalid(
                        FieldError.parameter(
                            "status",
                            "must be ongoing or one of "
                                + Arrays.stream(OrderStatus.values())
                                    .map(OrderStatus::label)
                                    .collect(Collectors.joining(", "))))
                    .asException());
  }
}
