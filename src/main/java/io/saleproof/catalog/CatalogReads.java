package io.saleproof.catalog;

import io.saleproof.answers.CachedAnswers;
import io.saleproof.cache.Answer;
import io.saleproof.http.Page;
import io.saleproof.store.CachedReads;
import io.saleproof.store.Shown;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The catalogue as it is shown: from the cache, and read for it when it has to be. */
@ApplicationScoped
class CatalogReads {

  private final Products products;
  private final ProductListing listing;
  private final Categories categories;
  private final CachedCatalog cached;
  private final CachedAnswers answers;
  private final CachedReads reads;

  CatalogReads(
      Products products,
      ProductListing listing,
      Categories categories,
      CachedCatalog cached,
      CachedAnswers answers,
      CachedReads reads) {
    this.products = products;
    this.listing = listing;
    this.categories = categories;
    this.cached = cached;
    this.answers = answers;
    this.reads = reads;
  }

  /** The product; absent if there is none. */
  Answer product(Sku sku) {
    return answers.get(CachedCatalog.product(sku), reads.loader(() -> read(sku)));
  }

  /**
   * @throws io.saleproof.http.ProblemException 400 if the cursor is of another list
   */
  Answer page(ProductQuery query) {
    return answers.get(
        CachedCatalog.page(query),
        reads.loader(
            () -> {
              Page<ProductView> page = listing.page(query);
              return cached.shown(page, page.next());
            }));
  }

  Answer categories() {
    return answers.get(
        cached.categories(),
        reads.loader(() -> cached.shown(Page.of(categories.read(), null), null)));
  }

  private Shown read(Sku sku) {
    Optional<Product> found = products.find(sku);
    return found.map(cached::shown).orElseGet(() -> CachedCatalog.missing(products.deleted(sku)));
  }
}
