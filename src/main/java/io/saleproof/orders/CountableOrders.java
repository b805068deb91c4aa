package io.saleproof.orders;

import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Orders for whoever keeps counts of what is in them. An order counts from the moment it is placed
 * (or brought in as a past one) until it is cancelled, expires or is returned whole. Each bears a
 * note of whether the counts have it, and is open to be counted whenever that is no longer right:
 * this is written together with the change that makes it so, and so can't be forgotten.
 *
 * <p>There is one keeper of counts. Reads are from the primary; every write may be tried again.
 */
public interface CountableOrders {

  /**
   * An order whose note may be wrong.
   *
   * @param version the version it was read at
   * @param counts whether it should be in the counts
   * @param counted whether it is
   * @param changed whether lines came to it that the counts do not know
   * @param skus of its lines, in their order
   */
  record Open(
      OrderId id, long version, boolean counts, boolean counted, boolean changed, List<Sku> skus) {
    public Open {
      skus = List.copyOf(skus);
    }
  }

  /**
   * What the counts have come to say of an order.
   *
   * @param version the version that this follows from
   * @param counted whether they have it now
   */
  record Note(OrderId id, long version, boolean counted) {}

  /** Orders that are open to be counted, in no order. */
  List<Open> open(int limit);

  /** How many are open, counted up to a cap. */
  long countOpen(int cap);

  /**
   * A page of all orders.
   *
   * @param open those of it that are open or were never looked at, without their SKUs
   * @param next the last one of the page; {@code null}: there is no further page
   */
  record Page(List<Open> open, @Nullable OrderId next) {
    public Page {
      open = List.copyOf(open);
    }
  }

  /**
   * Goes through all orders, page by page; each costs the same, whatever is open.
   *
   * @param after the {@code next} of the page before; {@code null}: the first page
   */
  Page page(@Nullable OrderId after, int limit);

  /** Those of the orders that exist; the caller bounds their number. */
  List<Open> findAll(Collection<OrderId> ids);

  /**
   * Notes what the counts say. An order that has changed since stays open. An older round's notes
   * do not replace a newer one's.
   *
   * @param round grows with each call that says something new
   */
  void note(List<Note> notes, long round);

  /** Streams the SKUs of every order that the counts have by its note. */
  void visitCounted(Consumer<List<Sku>> visitor);

  /** The SKUs of a customer's latest orders that count, newest first. */
  List<List<Sku>> latest(CustomerId customer, int limit);
}
