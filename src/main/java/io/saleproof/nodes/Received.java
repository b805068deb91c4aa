package io.saleproof.nodes;

import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Reads what another node has sent; what can't be read is refused with a problem that names it. */
final class Received {

  private static final int MOST_AT_ONCE = 2 * Neighbour.MAX_NAMES;

  private Received() {}

  static List<Entry> entries(Wire.Items items) {
    return each(items.entries(), "/entries", Received::entry);
  }

  static List<Name> names(Wire.Names names) {
    return each(names.names(), "/names", Received::name);
  }

  private static <T, R> List<R> each(
      @Nullable List<T> sent, String at, BiFunction<@Nullable T, String, R> reading) {
    if (sent == null || sent.size() > MOST_AT_ONCE) {
      throw wrong(at, "must be a list of at most " + MOST_AT_ONCE);
    }
    List<R> read = new ArrayList<>();
    for (int i = 0; i < sent.size(); i++) {
      read.add(reading.apply(sent.get(i), at + "/" + i));
    }
    return read;
  }

  private static Entry entry(Wire.@Nullable Item item, String at) {
    if (item == null) {
      throw wrong(at, "must not be null");
    }
    Name name = name(item.name(), at + "/name");
    String value = item.value();
    Optional<String> fault = value == null ? Optional.empty() : Entry.fault(value);
    if (fault.isPresent()) {
      throw wrong(at + "/value", fault.get());
    }
    return new Entry(name, version(item.version(), at + "/version"), value);
  }

  private static Name name(@Nullable String text, String at) {
    Optional<String> fault = text == null ? Optional.of("is required") : Name.fault(text);
    if (text == null || fault.isPresent()) {
      throw wrong(at, fault.orElseThrow());
    }
    return new Name(text);
  }

  private static Version version(@Nullable String text, String at) {
    try {
      return Version.parse(text == null ? "" : text);
    } catch (IllegalArgumentException none) {
      throw wrong(at, "is no version");
    }
  }

  private static RuntimeException wrong(String at, String detail) {
    return Problem.invalid(FieldError.pointer(at, detail)).asException();
  }
}
