package io.saleproof.history;

import io.saleproof.orders.OrderHistory;
import io.saleproof.orders.OrderId;
import io.saleproof.orders.PastOrder;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;

/** Fails before or after one of its writes, and from then on always, as a killed program does. */
final class CrashingHistory implements OrderHistory {

  private final OrderHistory real;
  private int left;

  /**
   * @param at the moments are numbered: before the first write, after it, before the second, …
   */
  CrashingHistory(OrderHistory real, int at) {
    this.real = real;
    this.left = at;
  }

  private void moment() {
    if (left == 0) {
      throw new IllegalStateException("crash");
    }
    left--;
  }

  @Override
  public List<PastOrder> insert(List<PastOrder> orders) {
    if (orders.isEmpty()) {
      return orders;
    }
    moment();
    List<PastOrder> half = orders.subList(0, orders.size() / 2);
    real.insert(half);
    moment();
    List<PastOrder> taken = real.insert(orders.subList(half.size(), orders.size()));
    moment();
    return taken;
  }

  @Override
  public boolean replace(PastOrder before, PastOrder after) {
    moment();
    boolean replaced = real.replace(before, after);
    moment();
    return replaced;
  }

  @Override
  public long lastSeq(CustomerId customer) {
    return real.lastSeq(customer);
  }

  @Override
  public List<PastOrder> findAll(Collection<CustomerId> customers, Collection<String> invoices) {
    return real.findAll(customers, invoices);
  }

  @Override
  public Optional<PastOrder> find(OrderId id) {
    return real.find(id);
  }

  @Override
  public List<PastOrder> returnedBy(CustomerId customer, String creditNote) {
    return real.returnedBy(customer, creditNote);
  }

  @Override
  public void visitReturnable(
      CustomerId customer, Collection<Sku> skus, Instant until, Predicate<PastOrder> visitor) {
    real.visitReturnable(customer, skus, until, visitor);
  }

  @Override
  public void visitSold(ObjLongConsumer<Sku> visitor) {
    real.visitSold(visitor);
  }
}
