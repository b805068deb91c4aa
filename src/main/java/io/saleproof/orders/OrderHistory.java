package io.saleproof.orders;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.ObjLongConsumer;
import java.util.function.Predicate;

/**
 * The past of the shop: orders that were made elsewhere, brought in many at a time, and what was
 * sold in all. Reads that decide a write are from the primary; every write may be tried again.
 */
public interface OrderHistory {

  /** The number of the customer's last order; 0 if there is none. */
  long lastSeq(CustomerId customer);

  /** Those of the invoices that these customers have; the caller bounds both. */
  List<PastOrder> findAll(Collection<CustomerId> customers, Collection<String> invoices);

  Optional<PastOrder> find(OrderId id);

  /**
   * Inserts orders that are independent of each other.
   *
   * @return those that were not inserted, because their number or their invoice is taken
   */
  List<PastOrder> insert(List<PastOrder> orders);

  /**
   * Replaces what was read by what follows from it.
   *
   * @return false if the order has changed since; nothing was written then
   */
  boolean replace(PastOrder before, PastOrder after);

  /** The customer's orders of which units came back with this credit note. */
  List<PastOrder> returnedBy(CustomerId customer, String creditNote);

  /**
   * Visits the customer's past orders that have one of the SKUs, are not returned altogether and
   * not younger than {@code until}, latest first, until the visitor returns false.
   */
  void visitReturnable(
      CustomerId customer, Collection<Sku> skus, Instant until, Predicate<PastOrder> visitor);

  /**
   * Streams what was sold, order by order: units bought, and as negative numbers those that came
   * back. Orders that came to nothing are left out.
   */
  void visitSold(ObjLongConsumer<Sku> visitor);
}
