package io.saleproof.catalog;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.saleproof.http.PlainText;
import io.saleproof.trade.Money;
import io.saleproof.trade.Sku;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a client writes of a product: the whole of it, so that an absent field is an empty one.
 * Equal inputs are equal records, whatever the order of their attributes.
 *
 * @param sku only for clients that send back what they got; must be the address's SKU
 */
@Schema(
    name = "ProductInput",
    description = "What a client writes of a product. Absent fields are emptied.",
    examples =
        """
        {"name": "White hanging heart T-light holder", "description": "For one T-light.",
         "categories": ["Lighting"], "price": {"amount": 255, "currency": "GBP"},
         "attributes": {"colour": "white"},
         "media": [{"path": "products/85123A.jpg", "kind": "image", "alt": "The holder"}]}""")
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ProductInput(
    @Nullable Sku sku,
    @NotBlank @Size(max = 200) @PlainText String name,
    @Size(max = 10_000) @PlainText(multiline = true) String description,
    @Size(max = 20) List<@NotBlank @Size(max = 80) @PlainText String> categories,
    @NotNull @Valid Price price,
    @Size(max = 50)
        Map<
                @Size(min = 1, max = 64) @PlainText String,
                @NotNull @Size(max = 1_000) @PlainText(multiline = true) String>
            attributes,
    @Size(max = 100) List<@NotNull @Valid Variant> variants,
    @Size(max = 20) List<@NotNull @Valid Media> media) {

  static final long MAX_PRICE = 1_000_000_000;

  public ProductInput {
    description = description == null ? "" : description;
    categories =
        categories == null
            ? List.of()
            : Collections.unmodifiableList(new ArrayList<>(new LinkedHashSet<>(categories)));
    attributes = sorted(attributes);
    variants = listed(variants);
    media = listed(media);
  }

  /** The price in minor units; checked apart from {@link Money} so that pointers go deeper. */
  @Schema(name = "Price", description = "Minor units (pence, cents) of an ISO 4217 currency")
  public record Price(
      @JsonProperty(required = true) @Min(0) @Max(MAX_PRICE) long amount,
      @JsonProperty(required = true) @NotNull @Schema(pattern = "^[A-Z]{3}$", examples = "GBP")
          String currency) {

    public Price {
      if (currency != null) {
        new Money(amount, currency);
      }
    }

    public static Price of(Money money) {
      return new Price(money.amount(), money.currency());
    }

    public Money toMoney() {
      return new Money(amount, currency);
    }
  }

  /** One of the forms that a product is sold in. */
  @Schema(name = "Variant")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Variant(
      @Nullable Sku sku,
      @NotBlank @Size(max = 200) @PlainText String name,
      @Size(max = 10)
          Map<
                  @Size(min = 1, max = 64) @PlainText String,
                  @NotNull @Size(max = 200) @PlainText String>
              attributes) {

    public Variant {
      attributes = sorted(attributes);
    }
  }

  /** A picture or video, by its path below the configured CDN. */
  @Schema(name = "Media")
  public record Media(
      @NotNull
          @Size(max = 500)
          @PlainText
          @Pattern(
              regexp = "^(?!.*(?:^|/)\\.{1,2}(?:/|$))(?!.*//)[^/\\\\:?#][^\\\\?#]*$",
              message =
                  "must be a path such as products/1.jpg: no scheme, no leading /, no //, . or ..")
          @Schema(examples = "products/85123A.jpg")
          String path,
      @NotNull Kind kind,
      @Size(max = 300) @PlainText String alt) {

    public Media {
      alt = alt == null ? "" : alt;
    }
  }

  /** What a medium is. */
  public enum Kind {
    @JsonProperty("image")
    IMAGE,
    @JsonProperty("video")
    VIDEO
  }

  /** The same content without the SKU, which is the address's business. */
  ProductInput withoutSku() {
    return sku == null
        ? this
        : new ProductInput(null, name, description, categories, price, attributes, variants, media);
  }

  private static <T> List<T> listed(@Nullable List<T> list) {
    // List.copyOf would throw on a null element before validation could name it.
    return list == null ? List.of() : Collections.unmodifiableList(new ArrayList<>(list));
  }

  private static Map<String, String> sorted(@Nullable Map<String, String> map) {
    return map == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
  }
}
