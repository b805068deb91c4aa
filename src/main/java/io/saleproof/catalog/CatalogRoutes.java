package io.saleproof.catalog;

import io.saleproof.answers.CachedRead;
import io.saleproof.answers.CachedRoute;
import io.saleproof.http.ProblemException;
import io.saleproof.http.QueryParameters;
import io.saleproof.trade.Sku;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The catalogue's addresses in the fast lane. */
@Singleton
class CatalogRoutes {

  private static final String PRODUCTS = "/v1/products";
  private static final String CATEGORIES = "/v1/categories";

  private final CatalogReads reads;

  CatalogRoutes(CatalogReads reads) {
    this.reads = reads;
  }

  @Produces
  @Singleton
  CachedRoute list() {
    return new Route(PRODUCTS, this::page);
  }

  @Produces
  @Singleton
  CachedRoute product() {
    return new Route(PRODUCTS + "/{sku}", this::product);
  }

  @Produces
  @Singleton
  CachedRoute categories() {
    return new Route(
        CATEGORIES,
        (path, query) -> path.equals(CATEGORIES) && query == null ? reads.categories() : null);
  }

  /** What an address reads, if it is of the kind. */
  private interface Reader {
    @Nullable CachedRead of(String path, @Nullable String query);
  }

  private record Route(String template, Reader reader) implements CachedRoute {
    @Override
    public @Nullable CachedRead of(String path, @Nullable String query) {
      return reader.of(path, query);
    }
  }

  private @Nullable CachedRead page(String path, @Nullable String query) {
    if (!path.equals(PRODUCTS)) {
      return null;
    }
    try {
      return reads.page(ProductQuery.of(QueryParameters.of(query, ProductQuery.PARAMETERS)));
    } catch (ProblemException wrong) {
      return null;
    }
  }

  private @Nullable CachedRead product(String path, @Nullable String query) {
    if (query != null || !path.startsWith(PRODUCTS + "/")) {
      return null;
    }
    try {
      return reads.product(new Sku(path.substring(PRODUCTS.length() + 1)));
    } catch (IllegalArgumentException notOne) {
      return null;
    }
  }
}
