package io.saleproof.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.saleproof.trade.Money;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A product as clients see it. */
@Schema(
    name = "Product",
    examples =
        """
        {"sku": "85123A", "name": "White hanging heart T-light holder",
         "description": "For one T-light.", "categories": ["Lighting"],
         "price": {"amount": 255, "currency": "GBP"}, "attributes": {"colour": "white"},
         "variants": [], "media": [{"path": "products/85123A.jpg", "kind": "image",
         "alt": "The holder", "url": "/media/products/85123A.jpg"}],
         "version": 3, "createdAt": "2026-01-05T09:00:00Z", "updatedAt": "2026-01-07T12:30:00Z"}""")
public record ProductView(
    String sku,
    String name,
    String description,
    List<String> categories,
    Money price,
    Map<String, String> attributes,
    List<ProductInput.Variant> variants,
    List<MediaView> media,
    @Schema(description = "Counts the changes, from 1; the ETag is made of it") long version,
    Instant createdAt,
    Instant updatedAt,
    @Nullable
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Schema(description = "In lists only: whether any was available when last looked at")
        Boolean inStock) {

  /** A medium with the address that it has now. */
  @Schema(name = "MediaView")
  public record MediaView(
      String path,
      ProductInput.Kind kind,
      String alt,
      @Schema(description = "Made of the configured CDN base and the path") String url) {}

  static ProductView of(Product product, MediaUrls urls) {
    ProductInput content = product.content();
    return new ProductView(
        product.sku().value(),
        content.name(),
        content.description(),
        content.categories(),
        content.price().toMoney(),
        content.attributes(),
        content.variants(),
        content.media().stream()
            .map(
                medium ->
                    new MediaView(
                        medium.path(), medium.kind(), medium.alt(), urls.of(medium.path())))
            .toList(),
        product.version(),
        product.createdAt(),
        product.updatedAt(),
        null);
  }

  /**
   * The same with what changes without a new version; only where the entity tag is made of the
   * whole answer, or a 304 would hide the change.
   */
  ProductView withInStock(boolean available) {
    return new ProductView(
        sku,
        name,
        description,
        categories,
        price,
        attributes,
        variants,
        media,
        version,
        createdAt,
        updatedAt,
        available);
  }
}
