package io.saleproof.carts;

import io.saleproof.access.Caller;
import io.saleproof.trade.CustomerId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A cart at one version, with what is under way with it. It never changes: each change makes the
 * cart of the next version, which is stored only if nobody else made one meanwhile.
 *
 * @param customer whose it is; {@code null}: a guest's, open to whoever knows its id
 * @param version grows by one with every change, also over a deletion
 * @param expiresAt from then on it is as if it were gone, whenever the database removes it
 * @param life another one each time the cart is made or comes back: tells whether it is still the
 *     cart that a merge was meant for
 * @param checkout the lines that an order has taken, until that order is placed or refused
 * @param merged the carts that were merged into this one lately
 */
public record Cart(
    CartId id,
    @Nullable CustomerId customer,
    List<CartLine> lines,
    long version,
    Instant createdAt,
    Instant updatedAt,
    Instant expiresAt,
    State state,
    String life,
    @Nullable Checkout checkout,
    List<Source> merged) {

  /** At most so many products in a cart. */
  public static final int MAX_LINES = 800;

  /** So many merges are remembered; the oldest is completed before it is forgotten. */
  static final int MAX_MERGED = 32;

  public Cart {
    lines = List.copyOf(lines);
    merged = List.copyOf(merged);
  }

  /** The lines that an order has taken. */
  public record Checkout(String orderId, List<CartLine> lines) {
    public Checkout {
      lines = List.copyOf(lines);
    }
  }

  /** A cart, in one of its lives, that was merged into this one. */
  record Source(CartId id, String life) {}

  /** What may be done with a cart. */
  sealed interface State {
    /** It can be read, changed and ordered. */
    record Open() implements State {}

    /** It was deleted; kept for its version. */
    record Deleted() implements State {}

    /** Its lines are on their way to another cart. */
    record Leaving(CartId to, String toLife, List<CartLine> lines) implements State {
      public Leaving {
        lines = List.copyOf(lines);
      }
    }

    /** Its lines are in another cart. */
    record Merged(CartId into) implements State {}
  }

  static Cart first(
      CartId id,
      @Nullable CustomerId customer,
      List<CartLine> lines,
      Instant now,
      Instant expiresAt) {
    return new Cart(
        id,
        customer,
        lines,
        1,
        now,
        now,
        expiresAt,
        new State.Open(),
        CartId.randomText(),
        null,
        List.of());
  }

  /** Whether there is such a cart for clients. */
  boolean isOpenAt(Instant now) {
    return state instanceof State.Open && expiresAt.isAfter(now);
  }

  /** Whether the caller may see and change it; if not, they are told that there is none. */
  boolean isFor(Caller caller) {
    return customer == null || caller.mayActFor(customer);
  }

  boolean isTakenBy(String orderId) {
    return checkout != null && checkout.orderId().equals(orderId);
  }

  /** Whether the other cart, in its present life, was merged into this one. */
  boolean hasMerged(Cart other) {
    return merged.contains(new Source(other.id, other.life));
  }

  Optional<CartLine> line(io.saleproof.trade.Sku sku) {
    return lines.stream().filter(line -> line.sku().equals(sku)).findFirst();
  }

  Cart edited(List<CartLine> after, Instant now, Instant expires) {
    return next(after, state, checkout, now, expires);
  }

  /** What an order took stays taken, but does not come back. */
  Cart deleted(Instant now, Instant expires) {
    Checkout kept = checkout == null ? null : new Checkout(checkout.orderId(), List.of());
    return next(List.of(), new State.Deleted(), kept, now, expires);
  }

  /** Made anew where one was deleted, merged or expired. */
  Cart revived(@Nullable CustomerId owner, List<CartLine> after, Instant now, Instant expires) {
    return new Cart(
        id,
        owner,
        after,
        version + 1,
        now,
        now,
        expires,
        new State.Open(),
        CartId.randomText(),
        checkout,
        merged);
  }

  Cart takenBy(String orderId, Instant now, Instant expires) {
    return next(List.of(), state, new Checkout(orderId, lines), now, expires);
  }

  Cart dropped(Instant now) {
    return next(lines, state, null, now, expiresAt);
  }

  Cart givenBack(Instant now, Instant expires) {
    List<CartLine> taken = checkout == null ? List.of() : checkout.lines();
    return next(CartLines.together(taken, lines), state, null, now, expires);
  }

  /** The same at another version, so that whoever was to take this one comes too late. */
  Cart fenced(Instant now) {
    return next(lines, state, checkout, now, expiresAt);
  }

  Cart leavingFor(Cart target, Instant now, Instant expires) {
    State leaving = new State.Leaving(target.id, target.life, lines);
    return next(List.of(), leaving, checkout, now, expires);
  }

  /** With the lines of a cart that leaves for this one; the oldest merge is forgotten if needed. */
  Cart receiving(Cart source, List<CartLine> more, Instant now, Instant expires) {
    List<Source> sources =
        new ArrayList<>(merged.size() < MAX_MERGED ? merged : merged.subList(1, merged.size()));
    sources.add(new Source(source.id, source.life));
    return new Cart(
        id,
        customer,
        CartLines.together(lines, more),
        version + 1,
        createdAt,
        now,
        expires,
        state,
        life,
        checkout,
        sources);
  }

  /** Open again with its lines, since the cart that it was leaving for is gone. */
  Cart stayed(List<CartLine> own, Instant now, Instant expires) {
    return new Cart(
        id,
        customer,
        own,
        version + 1,
        createdAt,
        now,
        expires,
        new State.Open(),
        CartId.randomText(),
        checkout,
        merged);
  }

  Cart mergedInto(CartId target, Instant now) {
    return next(List.of(), new State.Merged(target), checkout, now, expiresAt);
  }

  private Cart next(
      List<CartLine> after, State to, @Nullable Checkout taken, Instant now, Instant expires) {
    return new Cart(
        id, customer, after, version + 1, createdAt, now, expires, to, life, taken, merged);
  }
}
