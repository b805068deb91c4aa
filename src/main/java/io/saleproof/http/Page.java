package io.saleproof.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One page of a list: its items, the cursor of the next page or {@code null} at the end, and, when
 * asked for, a capped count and facets.
 */
public record Page<T>(
    List<T> items,
    @Nullable String next,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Count count,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Map<String, List<FacetValue>> facets) {

  public Page {
    items = List.copyOf(items);
  }

  public static <T> Page<T> of(List<T> items, @Nullable String next) {
    return new Page<>(items, next, null, null);
  }

  /** A count that stops at a cap: {@code relation} is {@code eq} below it, {@code gte} at it. */
  public record Count(long value, String relation) {
    public static Count capped(long counted, long cap) {
      return counted > cap ? new Count(cap, "gte") : new Count(counted, "eq");
    }
  }

  /** One value of a facet and how many items have it. */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record FacetValue(String value, long count, @Nullable Long from, @Nullable Long to) {}
}
