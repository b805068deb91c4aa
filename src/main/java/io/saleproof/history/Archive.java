package io.saleproof.history;

import java.util.List;
import java.util.function.BiConsumer;

/** Where an import puts its invoices. */
interface Archive {

  /**
   * Stores a batch of invoices, none twice; again is harmless.
   *
   * @param outcomes told what became of each, once it is settled
   */
  void store(List<Invoice> batch, BiConsumer<Invoice, Stored> outcomes);

  /** Called at the end of an import that brought something new. */
  void soldHasChanged();
}
