package io.saleproof.catalog;

import io.saleproof.answers.CachedRead;
import io.saleproof.http.Page;
import io.saleproof.store.BatchedReads;
import io.saleproof.store.CachedReads;
import io.saleproof.store.Shown;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** What of the catalogue is shown from the cache, and how it is read for it. */
@ApplicationScoped
class CatalogReads {

  private final Products products;
  private final ProductListing listing;
  private final Categories categories;
  private final CachedCatalog cached;
  private final CachedReads reads;
  private final BatchedReads<Sku, Supplier<Shown>> singles;

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
    this.singles = reads.batched(this::read);
  }

  /** The product; absent if there is none. */
  CachedRead product(Sku sku) {
    return new CachedRead(
        CachedCatalog.product(sku), singles.loader(sku, Supplier::get, () -> read(sku)));
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
    return found
        .map(cached::shown)
        .orElseGet(() -> CachedCatalog.missing(products.tombstones().shown(sku)));
  }

  /** Each of them, with what is shown of it; who asked makes that. */
  private Map<Sku, Supplier<Shown>> read(List<Sku> skus) {
    Map<Sku, Product> found = products.find(skus);
    List<Sku> missing = skus.stream().filter(sku -> !found.containsKey(sku)).toList();
    Map<Sku, Long> deleted = missing.isEmpty() ? Map.of() : products.tombstones().shown(missing);
    Map<Sku, Supplier<Shown>> read = HashMap.newHashMap(skus.size());
    found.forEach((sku, product) -> read.put(sku, () -> cached.shown(product)));
    missing.forEach(
        sku -> read.put(sku, () -> CachedCatalog.missing(deleted.getOrDefault(sku, 0L))));
    return read;
  }
}
