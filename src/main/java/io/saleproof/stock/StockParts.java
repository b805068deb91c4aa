package io.saleproof.stock;

import io.saleproof.trade.Sku;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;

/**
 * All documents of one SKU's stock, as read one after the other.
 *
 * @param steady whether they were all so at one moment
 */
record StockParts(StockPart root, List<StockPart> buckets, boolean steady) {

  StockParts {
    buckets = List.copyOf(buckets);
  }

  Stream<StockPart> all() {
    return Stream.concat(Stream.of(root), buckets.stream());
  }

  Sku sku() {
    return StockPart.skuOf(root.id());
  }

  long sum(ToLongFunction<StockPart> figure) {
    return all().mapToLong(figure).sum();
  }

  long sum(String field) {
    return sum(part -> part.number(field));
  }

  /** The version of the whole; grows with each change of any part. */
  long version() {
    return sum(StockPart::version);
  }

  /** Departures that have not arrived. */
  List<StockPart.Departure> travelling() {
    return all()
        .map(StockPart::departure)
        .filter(Objects::nonNull)
        .filter(departure -> !hasArrived(departure))
        .toList();
  }

  private boolean hasArrived(StockPart.Departure departure) {
    return all()
        .filter(part -> part.id().equals(departure.to()))
        .anyMatch(part -> part.arrivedFrom(StockPart.name(departure.from())) >= departure.no());
  }

  /** Units on their way between parts; they are on hand and available. */
  long unitsTravelling() {
    return travelling().stream().mapToLong(StockPart.Departure::units).sum();
  }

  long soldTravelling() {
    return travelling().stream().mapToLong(StockPart.Departure::sold).sum();
  }

  long received() {
    return sum("received");
  }

  long sold() {
    return sum("sold") + soldTravelling();
  }

  long writtenOff() {
    return sum("writtenOff");
  }

  long onHand() {
    return sum(StockPart::onHand) + unitsTravelling();
  }

  long reserved() {
    return sum(StockPart::reserved);
  }

  long available() {
    return sum(StockPart::available) + unitsTravelling();
  }

  /**
   * The level of the whole. If the parts changed while they were read, it is built from the
   * accounts, so that it conserves in any case; it may then be a moment old in one part and new in
   * another.
   */
  StockLevel level() {
    long onHand = steady ? onHand() : Math.max(reserved(), received() - sold() - writtenOff());
    return new StockLevel(sku(), onHand, reserved(), onHand - reserved(), version(), lastChange());
  }

  Instant lastChange() {
    return all()
        .map(part -> part.document().getDate("updatedAt"))
        .filter(Objects::nonNull)
        .map(java.util.Date::toInstant)
        .max(Instant::compareTo)
        .orElse(Instant.EPOCH);
  }

  /** The same parts and each unchanged: then both readings are of one moment between them. */
  boolean sameAs(StockParts other) {
    return versions().equals(other.versions());
  }

  private Collection<String> versions() {
    List<String> versions = new ArrayList<>();
    all().forEach(part -> versions.add(part.id() + "@" + part.version()));
    versions.sort(null);
    return versions;
  }
}
