package io.saleproof.history;

import io.saleproof.orders.Cut;
import io.saleproof.orders.OrderLine;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How lines read now stand to the stored lines of the same invoice. A line is known by its place,
 * for two lines of an invoice may be alike. Where a file was cut within the invoice, on either
 * side, the longest overlap says where the one goes on that the other began.
 */
sealed interface Alignment {

  /** All lines read are stored. */
  record Known() implements Alignment {}

  /** More lines than were stored: these are all of them. */
  record Longer(List<OrderLine> lines, Cut cut) implements Alignment {
    public Longer {
      lines = List.copyOf(lines);
    }
  }

  /** The invoice has other lines. */
  record Differs() implements Alignment {}

  static Alignment of(List<OrderLine> stored, Cut storedCut, List<OrderLine> read, Cut readCut) {
    return IntStream.range(1 - read.size(), stored.size())
        .filter(at -> fits(at, stored, storedCut, read, readCut))
        .boxed()
        .min(
            Comparator.<Integer>comparingInt(at -> -overlap(at, stored, read))
                .thenComparingInt(Math::abs))
        .map(at -> at(at, stored, storedCut, read, readCut))
        .filter(
            found -> !(found instanceof Longer more) || more.lines().size() <= Invoice.MAX_LINES)
        .orElseGet(Differs::new);
  }

  private static Alignment at(
      int at, List<OrderLine> stored, Cut storedCut, List<OrderLine> read, Cut readCut) {
    int end = at + read.size();
    if (at >= 0 && end <= stored.size()) {
      return new Known();
    }
    List<OrderLine> lines = new ArrayList<>(read.subList(0, Math.max(0, -at)));
    lines.addAll(stored);
    lines.addAll(read.subList(Math.min(read.size(), stored.size() - at), read.size()));
    return new Longer(
        lines,
        new Cut(
            at < 0 ? readCut.atStart() : storedCut.atStart(),
            end > stored.size() ? readCut.atEnd() : storedCut.atEnd()));
  }

  /** Whether the first line read may stand at this place of the stored ones, or before them. */
  private static boolean fits(
      int at, List<OrderLine> stored, Cut storedCut, List<OrderLine> read, Cut readCut) {
    int end = at + read.size();
    boolean beginsWell = at == 0 || (at > 0 ? readCut.atStart() : storedCut.atStart());
    boolean endsWell =
        end == stored.size() || (end < stored.size() ? readCut.atEnd() : storedCut.atEnd());
    int from = Math.max(0, at);
    int to = Math.min(stored.size(), end);
    return beginsWell
        && endsWell
        && stored.subList(from, to).equals(read.subList(from - at, to - at));
  }

  private static int overlap(int at, List<OrderLine> stored, List<OrderLine> read) {
    return Math.min(stored.size(), at + read.size()) - Math.max(0, at);
  }
}
