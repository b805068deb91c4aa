package io.saleproof.catalog;

import io.saleproof.answers.CachedRead;
import io.saleproof.http.Page;
import io.saleproof.store.BatchedReads;
import io.saleproof.store.CachedReads;
import io.saleproof.store.Shown;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What of the catalogue is shown from the cache, and how it is read for it. */
@ApplicationScoped
class CatalogReads {

  private final Products products;
  private final ProductListing listing;
  private final Categories categories;
  private final CachedCatalog cached;
  private final CachedReads reads;
  private final BatchedReads<Sku, Product> singles;

  CatalogReads(
      Products products,
      ProductListing listing,
      Categories categories,
      CachedCatalog cached,
      CachedReads reads) {
    this.products = products;
    this.listing = listing;
    this.categories = categories;
    this.cached = cached;
    this.reads = reads;
    this.singles = reads.batched(products::find);
  }

  /** The product; absent if there is none. */
  CachedRead product(Sku sku) {
    return new CachedRead(
        CachedCatalog.product(sku), singles.loader(sku, cached::shown, () -> read(sku)));
  }

  /** A page; reading it throws a problem with status 400 if the cursor is of another list. */
  CachedRead page(ProductQuery query) {
    return new CachedRead(
        CachedCatalog.page(query),
        reads.loader(
            () -> {
              Page<ProductView> page = listing.page(query);
              return cached.shown(page, page.next());
            }));
  }

  CachedRead categories() {
    return new CachedRead(
        cached.categories(),
        reads.loader(() -> cached.shown(Page.of(categories.read(), null), null)));
  }

  private Shown read(Sku sku) {
    Optional<Product> found = products.find(sku);
    return found.map(cached::shown).orElseGet(() -> CachedCatalog.missing(products.deleted(sku)));
  }
}
