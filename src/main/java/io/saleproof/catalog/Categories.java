package io.saleproof.catalog;

import io.saleproof.http.Page;
import io.saleproof.store.CachedReads;
import io.saleproof.store.CausalReads;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
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

  private static final String THING = "categories";

  private final Facets facets;
  private final CausalReads displayed;
  private final CachedReads reads;
  private final Clock clock;
  private final Duration maxAge;
  private final ReentrantLock loading = new ReentrantLock();
  private volatile @Nullable Last last;

  Categories(
      Facets facets, CausalReads displayed, CachedReads reads, Clock clock, CatalogConfig config) {
    this.facets = facets;
    this.displayed = displayed;
    this.reads = reads;
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
   * @param age how old it is for this caller; zero if it was read for them
   */
  record Loaded(List<Category> categories, Duration age, boolean fresh) {}

  /**
   * What was read last.
   *
   * @param forgotten whether a write of this process may have changed it since
   */
  private record Last(CachedReads.Kept<List<Category>> kept, boolean forgotten) {}

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

  /** Forgets what it has: a write of the current request may have changed it. */
  void forget() {
    Last known = last;
    last = known == null ? null : new Last(known.kept(), true);
    reads.changed(THING);
  }

  private @Nullable Loaded usable() {
    Last known = last;
    if (known == null || known.forgotten() || !reads.suits(THING, known.kept())) {
      return null;
    }
    Duration age = Duration.ofMillis(clock.millis() - known.kept().begun());
    return age.isNegative() || age.compareTo(maxAge) >= 0 ? null : shown(known.kept(), age, false);
  }

  private Loaded load() {
    Last before = last;
    CachedReads.Kept<List<Category>> kept =
        reads.load(
            THING, before == null ? null : before.kept(), () -> displayed.display(this::read));
    last = new Last(kept, false);
    return shown(kept, Duration.ZERO, true);
  }

  private Loaded shown(CachedReads.Kept<List<Category>> kept, Duration age, boolean fresh) {
    reads.shown(THING, kept);
    return new Loaded(kept.value(), age, fresh);
  }

  private List<Category> read() {
    return facets.categories(new Document(), MAX_CATEGORIES).stream()
        .map((Page.FacetValue value) -> new Category(value.value(), value.count()))
        .sorted(java.util.Comparator.comparing(Category::name))
        .toList();
  }
}
