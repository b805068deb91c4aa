package io.saleproof.peers.spring;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** A product as clients see it. */
record ProductView(
    String sku,
    String name,
    String description,
    List<String> categories,
    Money price,
    Map<String, String> attributes,
    List<ProductInput.Variant> variants,
    List<MediaView> media,
    long version,
    Instant createdAt,
    Instant updatedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) Boolean inStock) {

  record MediaView(String path, String kind, String alt, String url) {}

  static ProductView of(Product product) {
    return of(product, null);
  }

  static ProductView listed(Product product) {
    return of(product, product.inStock());
  }

  private static ProductView of(Product product, Boolean inStock) {
    return new ProductView(
        product.sku(),
        product.name(),
        product.description(),
        product.categories(),
        product.price(),
        product.attributes(),
        product.variants(),
        product.media().stream()
            .map(one -> new MediaView(one.path(), one.kind(), one.alt(), "/media/" + one.path()))
            .toList(),
        product.version(),
        product.createdAt(),
        product.updatedAt(),
        inStock);
  }
}
