package io.saleproof.peers.spring;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;

/** What a client writes of a product. */
record ProductInput(
    @NotBlank @Size(max = 200) String name,
    @Size(max = 10_000) String description,
    @Size(max = 20) List<@NotBlank String> categories,
    @NotNull @Valid Money price,
    @Size(max = 50) Map<String, @NotNull String> attributes,
    @Size(max = 100) List<@NotNull Variant> variants,
    @Size(max = 20) List<@NotNull @Valid Media> media) {

  ProductInput {
    description = description == null ? "" : description;
    categories = categories == null ? List.of() : categories;
    attributes = attributes == null ? Map.of() : attributes;
    variants = variants == null ? List.of() : variants;
    media = media == null ? List.of() : media;
  }

  record Variant(String sku, String name, Map<String, String> attributes) {}

  record Media(@NotBlank String path, @NotBlank String kind, String alt) {}
}
