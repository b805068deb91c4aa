package io.saleproof.history;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.in;

import com.mongodb.MongoBulkWriteException;
import com.mongodb.bulk.BulkWriteError;
import com.mongodb.client.MongoCollection;
import com.mongodb.client.model.InsertManyOptions;
import io.saleproof.orders.OrderHistory;
import io.saleproof.store.Schema;
import io.saleproof.store.Store;
import io.saleproof.store.StoreFaults;
import io.saleproof.trade.CustomerId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.bson.Document;

/**
 * Stores invoices that cancel, a batch at a time; doing it again changes nothing. What a note
 * cancels is noted at the orders first and the note is stored last: a stored note is a whole one.
 */
final class CreditNotes {

  /** How often another import of the same notes may come in between. */
  static final int MAX_TRIES = 20;

  private final MongoCollection<Document> notes;
  private final long maxTimeMillis;
  private final Returning returning;
  private final String requestId;

  CreditNotes(Store store, OrderHistory history, String requestId) {
    this.notes = store.exact(Schema.CREDIT_NOTES);
    this.maxTimeMillis = store.maxTimeMillis();
    this.returning = new Returning(history);
    this.requestId = requestId;
  }

  /**
   * @param invoices in the order of their dates, none twice; what they cancel is stored already
   * @param outcomes told what became of each
   */
  void store(List<Invoice> invoices, BiConsumer<Invoice, Stored> outcomes) {
    List<Invoice> left = invoices;
    for (int tries = 0; !left.isEmpty(); tries++) {
      if (tries == MAX_TRIES) {
        throw new IllegalStateException("too many others store the same credit notes");
      }
      left = tryOnce(left, outcomes);
    }
  }

  /** One try; returns those that someone else got in the way of. */
  private List<Invoice> tryOnce(List<Invoice> invoices, BiConsumer<Invoice, Stored> outcomes) {
    Map<Invoice.Identity, CreditNote> known = known(invoices);
    List<Invoice> left = new ArrayList<>();
    List<Invoice> added = new ArrayList<>();
    List<Document> documents = new ArrayList<>();
    for (Invoice invoice : invoices) {
      CreditNote stored = known.get(invoice.identity());
      if (stored == null) {
        added.add(invoice);
        documents.add(matched(CreditNote.of(invoice, requestId), invoice.isGuest()));
      } else if (!reconcile(invoice, stored, outcomes)) {
        left.add(invoice);
      }
    }
    List<Integer> refused = insert(documents);
    for (int i = 0; i < added.size(); i++) {
      if (refused.contains(i)) {
        left.add(added.get(i));
      } else {
        outcomes.accept(added.get(i), Stored.NEW);
      }
    }
    return left;
  }

  private Document matched(CreditNote note, boolean guest) {
    return CreditNoteDocuments.of(note, guest ? List.of() : returning.match(note));
  }

  /** Whether it is settled; if not, the note has changed meanwhile. */
  private boolean reconcile(
      Invoice invoice, CreditNote stored, BiConsumer<Invoice, Stored> outcomes) {
    Alignment alignment =
        Alignment.of(stored.lines(), stored.cut(), invoice.orderLines(), invoice.cut());
    Stored outcome =
        switch (alignment) {
          case Alignment.Known() -> Stored.ALREADY_THERE;
          case Alignment.Differs() -> Stored.DIFFERS;
          case Alignment.Longer longer -> Stored.NEW;
        };
    if (alignment instanceof Alignment.Longer longer
        && !replace(stored, stored.with(longer.lines(), longer.cut()), invoice.isGuest())) {
      return false;
    }
    outcomes.accept(invoice, outcome);
    return true;
  }

  /** A note only ever grows, so that the number of its lines is its version. */
  private boolean replace(CreditNote before, CreditNote after, boolean guest) {
    return notes
            .replaceOne(
                and(
                    eq(CreditNoteDocuments.ID, CreditNoteDocuments.idOf(before.id())),
                    eq(CreditNoteDocuments.CUSTOMER, before.customer().value()),
                    eq(CreditNoteDocuments.LINE_COUNT, before.lines().size())),
                matched(after, guest))
            .getMatchedCount()
        == 1;
  }

  private Map<Invoice.Identity, CreditNote> known(List<Invoice> invoices) {
    Map<Invoice.Identity, CreditNote> known = new HashMap<>();
    notes
        .find(
            and(
                in(
                    CreditNoteDocuments.CUSTOMER,
                    invoices.stream()
                        .map(Invoice::customer)
                        .map(CustomerId::value)
                        .distinct()
                        .toList()),
                in(
                    CreditNoteDocuments.ID,
                    invoices.stream()
                        .map(Invoice::identity)
                        .map(CreditNoteDocuments::idOf)
                        .toList())))
        .maxTime(maxTimeMillis, TimeUnit.MILLISECONDS)
        .map(CreditNoteDocuments::creditNote)
        .forEach(note -> known.put(note.id(), note));
    return known;
  }

  /** Returns the places of those that someone else stored meanwhile. */
  private List<Integer> insert(List<Document> documents) {
    if (documents.isEmpty()) {
      return List.of();
    }
    try {
      notes.insertMany(documents, new InsertManyOptions().ordered(false));
      return List.of();
    } catch (MongoBulkWriteException failure) {
      if (!StoreFaults.onlyDuplicateKeys(failure)) {
        throw failure;
      }
      return failure.getWriteErrors().stream().map(BulkWriteError::getIndex).toList();
    }
  }
}
