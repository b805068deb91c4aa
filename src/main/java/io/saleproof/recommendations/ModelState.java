package io.saleproof.recommendations;

import io.saleproof.orders.OrderId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where the model stands: what readers read and what a keeper has begun.
 *
 * @param epoch grows with each keeper that takes over: what an earlier one still does is refused
 * @param generation which documents hold the counts: the round that they were begun in; 0: there
 *     are none yet
 * @param round grows with each batch; a document that bears it has that batch
 * @param orders how many orders the counts have
 * @param rebuilding whether the notes of orders are ahead of the counts, so that only a count from
 *     scratch brings them together
 * @param batch what is being counted in this round; empty: nothing
 * @param keptAt when a keeper last had counted all there was
 * @param rebuiltAt when it was last counted from scratch
 */
record ModelState(
    long epoch,
    long generation,
    long round,
    long orders,
    boolean rebuilding,
    List<Change> batch,
    @Nullable Instant keptAt,
    @Nullable Instant rebuiltAt) {

  static final ModelState NONE = new ModelState(0, 0, 0, 0, false, List.of(), null, null);

  ModelState {
    batch = List.copyOf(batch);
  }

  /**
   * An order that comes to the counts, leaves them, or is right as it is.
   *
   * @param version the version of the order that this follows from
   * @param by 1, -1 or 0
   * @param counted whether the counts have it afterwards
   */
  record Change(OrderId order, long version, int by, boolean counted) {}
}
