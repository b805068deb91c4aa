package io.saleproof.nodes;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What nodes say to each other, as JSON. */
final class Wire {

  /** Who asks. */
  static final String FROM = "Node-From";

  /** Who is asked: an address may have been given to another node since. */
  static final String TO = "Node-To";

  static final String REPLICATE = "/nodes/replicate";
  static final String STATE = "/nodes/replica/state";
  static final String LEAVES = "/nodes/replica/leaves";
  static final String ENTRIES = "/nodes/replica/entries";
  static final String READ = "/nodes/replica/read";

  private Wire() {}

  /** An {@link Entry}; without a value it is a tombstone. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Item(String name, String version, @Nullable String value) {

    static Item of(Entry entry) {
      return new Item(entry.name().text(), entry.version().text(), entry.value());
    }

    Entry entry() {
      return new Entry(new Name(name), Version.parse(version), value);
    }
  }

  record Items(List<Item> entries) {

    static Items of(List<Entry> entries) {
      return new Items(entries.stream().map(Item::of).toList());
    }

    List<Entry> read() {
      return entries.stream().map(Item::entry).toList();
    }
  }

  /** A {@link Neighbour.State}. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  record Standing(
      boolean settled, long wall, @Nullable String horizon, Map<String, String> groups) {}

  record Ranges(Map<String, String> leaves) {}

  /** A {@link Summary}. */
  record Line(String name, String version, boolean removed, String digest) {

    static Line of(Summary summary) {
      return new Line(
          summary.name().text(), summary.version().text(), summary.removed(), summary.digest());
    }

    Summary summary() {
      return new Summary(new Name(name), Version.parse(version), removed, digest);
    }
  }

  record Lines(int leaves, List<Line> entries) {}

  record Names(List<String> names) {}
}
