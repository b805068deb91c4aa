package io.saleproof.peers.spring;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.net.URI;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping("/v1/products")
class ProductController {

  private final ProductService products;

  ProductController(ProductService products) {
    this.products = products;
  }

  @GetMapping
  ProductPage list(
      @RequestParam(defaultValue = "20") @Min(1) @Max(200) int limit,
      @RequestParam(required = false) String cursor) {
    return products.page(limit, cursor);
  }

  @GetMapping("/{sku}")
  ResponseEntity<ProductView> get(
      @PathVariable String sku,
      @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) String known) {
    Product product = products.get(sku);
    return product.etag().equals(known)
        ? ResponseEntity.status(304).eTag(product.etag()).build()
        : ResponseEntity.ok().eTag(product.etag()).body(ProductView.of(product));
  }

  @PutMapping("/{sku}")
  ResponseEntity<ProductView> put(
      @PathVariable String sku,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) String ifMatch,
      @RequestHeader(name = HttpHeaders.IF_NONE_MATCH, required = false) String ifNoneMatch,
      @Valid @RequestBody ProductInput input) {
    if (ifMatch != null) {
      Product replaced = products.replace(sku, Etags.version(ifMatch), input);
      return ResponseEntity.ok().eTag(replaced.etag()).body(ProductView.of(replaced));
    }
    if (!"*".equals(ifNoneMatch)) {
      throw new PreconditionRequiredException();
    }
    Product created = products.create(sku, input);
    return ResponseEntity.created(URI.create("/v1/products/" + sku))
        .eTag(created.etag())
        .body(ProductView.of(created));
  }
}
