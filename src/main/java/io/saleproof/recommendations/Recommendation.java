package io.saleproof.recommendations;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.annotation.JsonValue;
import io.saleproof.catalog.ProductView;
import io.saleproof.catalog.ShownProducts;
import io.saleproof.recommendations.Ranking.Ranked;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A product that is recommended, and why, as clients see it. */
@Schema(name = "Recommendation")
public record Recommendation(
    @JsonUnwrapped ProductView product,
    @Schema(description = "Comparable within this answer only; the list is in its order")
        double score,
    @Schema(
            description =
                "bought-together: in the same orders more often than chance explains; also-bought:"
                    + " in the same orders, which chance may explain; bestseller: nothing better is"
                    + " known")
        Source source,
    @Schema(description = "What it rests on, the weightiest first") List<Reason> because) {

  private static final double THOUSAND = 1_000;

  public Recommendation {
    because = List.copyOf(because);
  }

  /** What kind of knowledge a recommendation rests on. */
  @Schema(enumeration = {"bought-together", "also-bought", "bestseller"})
  public enum Source {
    BOUGHT_TOGETHER,
    ALSO_BOUGHT,
    BESTSELLER;

    @JsonValue
    public String label() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }

  /** The counts behind a recommendation. */
  @Schema(
      name = "RecommendationReason",
      examples = "{\"sku\": \"85123A\", \"together\": 41, \"orders\": 120}")
  @JsonInclude(JsonInclude.Include.NON_NULL)
  public record Reason(
      @Schema(description = "The product it was bought with") @Nullable String sku,
      @Schema(description = "Orders with both") @Nullable Long together,
      @Schema(description = "Orders with that product") @Nullable Long orders,
      @Schema(description = "Of a bestseller: units sold") @Nullable Long sold) {

    static Reason of(Bond bond) {
      return new Reason(bond.from().value(), bond.together(), bond.orders(), null);
    }
  }

  static Recommendation of(ProductView product, Ranked ranked) {
    return new Recommendation(
        product,
        Math.round(ranked.score() * THOUSAND) / THOUSAND,
        ranked.significant() ? Source.BOUGHT_TOGETHER : Source.ALSO_BOUGHT,
        ranked.reasons().stream().map(Reason::of).toList());
  }

  static Recommendation of(ShownProducts.Bestseller bestseller) {
    return new Recommendation(
        bestseller.product(),
        0,
        Source.BESTSELLER,
        List.of(new Reason(null, null, null, bestseller.sold())));
  }
}
