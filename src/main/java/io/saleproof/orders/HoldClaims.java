package io.saleproof.orders;

import io.saleproof.stock.HoldOwners;
import io.saleproof.store.Store;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What orders say of the stock that is held for them. */
@ApplicationScoped
public class HoldClaims implements HoldOwners {

  /** So many orders are read at once. */
  private static final int BATCH = 200;

  private final OrderStore orders;

  @Inject
  HoldClaims(Store store) {
    this(new MongoOrders(store));
  }

  HoldClaims(OrderStore orders) {
    this.orders = orders;
  }

  @Override
  public Map<String, Owner> owners(Sku sku, Collection<String> orderIds) {
    List<OrderId> ids =
        orderIds.stream().distinct().map(OrderId::parse).flatMap(Optional::stream).toList();
    Map<String, Owner> owners = new HashMap<>();
    for (int from = 0; from < ids.size(); from += BATCH) {
      orders
          .findAll(ids.subList(from, Math.min(ids.size(), from + BATCH)))
          .forEach(order -> owners.put(order.id().toString(), owner(order, sku)));
    }
    return owners;
  }

  @Override
  public Map<Sku, Map<String, Owner>> holding(Collection<Sku> skus, int limit) {
    Set<Sku> asked = new HashSet<>(skus);
    Map<Sku, Map<String, Owner>> holding = new HashMap<>();
    for (Order order : orders.placedWith(asked, limit)) {
      if (order.isSettled()) {
        order.quantities().keySet().stream()
            .filter(asked::contains)
            .forEach(
                sku ->
                    holding
                        .computeIfAbsent(sku, first -> new HashMap<>())
                        .put(order.id().toString(), owner(order, sku)));
      }
    }
    return holding;
  }

  private static Owner owner(Order order, Sku sku) {
    Instant until = order.reservedUntil();
    return new Owner(
        order.id().toString(),
        claim(order),
        order.quantities().getOrDefault(sku, 0L),
        // A past order was never held for.
        until == null ? order.createdAt() : until);
  }

  private static Claim claim(Order order) {
    if (!order.isSettled()) {
      return Claim.IN_MOTION;
    }
    return switch (order.status()) {
      case PENDING -> Claim.IN_MOTION;
      case PLACED -> Claim.HOLDS;
      case PAID, SHIPPED, DELIVERED, RETURNED -> Claim.SOLD;
      // Cancelled after it was paid: its units were sold and came back; a hold is a stray one.
      case CANCELLED, EXPIRED, REFUSED -> Claim.GAVE_BACK;
    };
  }
}
