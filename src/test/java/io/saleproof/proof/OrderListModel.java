package io.saleproof.proof;

import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A customer's list of orders, as one client at a time would see it. */
final class OrderListModel
    implements SequentialModel<Map<String, Long>, OrderListModel.Ask, OrderListModel.Told> {

  /**
   * An order.
   *
   * @param key its idempotency key
   * @param expected what the list's version must be; null: any
   */
  record Ask(String key, @Nullable Long expected) {}

  /** What the client is told. */
  sealed interface Told {
    /** The key's order has this number. */
    record Numbered(long seq) implements Told {}

    /** The list is at another version. */
    record Stale(long current) implements Told {}
  }

  /** By key the number of its order; as many as there are is the list's version. */
  @Override
  public Map<String, Long> initial() {
    return Map.of();
  }

  @Override
  public Optional<Map<String, Long>> next(Map<String, Long> list, Ask ask, @Nullable Told told) {
    long version = list.size();
    Told expected;
    Map<String, Long> after = list;
    if (list.containsKey(ask.key())) {
      expected = new Told.Numbered(list.get(ask.key()));
    } else if (ask.expected() != null && ask.expected() != version) {
      expected = new Told.Stale(version);
    } else {
      expected = new Told.Numbered(version + 1);
      after = new TreeMap<>(list);
      after.put(ask.key(), version + 1);
    }
    return told == null || told.equals(expected) ? Optional.of(after) : Optional.empty();
  }
}
