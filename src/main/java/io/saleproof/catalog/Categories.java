package io.saleproof.catalog;

import io.saleproof.http.Page;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.bson.Document;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The categories and how many products are in each, kept in this process for a bounded time: one
 * count over the catalogue serves everyone in between, and one at a time is made.
 */
@ApplicationScoped
class Categories {

  /** The stated bound on how old any answer of the catalogue may be. */
  static final Duration MAX_AGE = Duration.ofSeconds(30);

  /** The list has no more; those with the fewest products are left out. */
  static final int MAX_CATEGORIES = 2_000;

  private final Facets facets;
  private final Clock clock;
  private final Duration maxAge;
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable Loaded last;

  Categories(Facets facets, Clock clock, CatalogConfig config) {
    this.facets = facets;
    this.clock = clock;
    this.maxAge = config.categoriesMaxAge();
    if (maxAge.isNegative() || maxAge.compareTo(MAX_AGE) > 0) {
      throw new IllegalArgumentException(
          "saleproof.catalog.categories-max-age must be from 0 to 30 seconds, not " + maxAge);
    }
  }

  /** A category and how many products are in it. */
  @Schema(name = "Category", examples = "{\"name\": \"Lighting\", \"count\": 312}")
  public record Category(String name, long count) {}

  /**
   * @param at when its reading began: it holds nothing older
   * @param age how old it is for this caller; zero if it was read for them
   */
  record Loaded(List<Category> categories, Instant at, Duration age, boolean fresh) {}

  Loaded get() {
    Loaded known = usable();
    if (known != null) {
      return known;
    }
    loading.lock();
    try {
      Loaded meanwhile = usable();
      return meanwhile == null ? load() : meanwhile;
    } finally {
      loading.unlock();
    }
  }

  /** Forgets what it has: a write of this process may have changed it. */
  void forget() {
    last = null;
  }

  private @Nullable Loaded usable() {
    Loaded known = last;
    if (known == null) {
      return null;
    }
    Duration age = Duration.between(known.at(), clock.instant());
    return age.isNegative() || age.compareTo(maxAge) >= 0
        ? null
        : new Loaded(known.categories(), known.at(), age, false);
  }

  private Loaded load() {
    Instant begun = clock.instant();
    List<Category> categories =
        facets.categories(new Document(), MAX_CATEGORIES).stream()
            .map((Page.FacetValue value) -> new Category(value.value(), value.count()))
            .sorted(java.util.Comparator.comparing(Category::name))
            .toList();
    Loaded loaded = new Loaded(categories, begun, Duration.ZERO, true);
    last = loaded;
    return loaded;
  }
}
