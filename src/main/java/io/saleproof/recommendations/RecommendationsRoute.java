package io.saleproof.recommendations;

import io.saleproof.answers.CachedRead;
import io.saleproof.answers.CachedRoute;
import io.saleproof.http.PageRequest;
import io.saleproof.http.ProblemException;
import io.saleproof.http.QueryParameters;
import io.saleproof.trade.Sku;
import jakarta.inject.Singleton;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A product's recommendations in the fast lane; a customer's are theirs alone and never in it. */
@Singleton
class RecommendationsRoute implements CachedRoute {

  private static final String BEGIN = "/v1/products/";
  private static final String END = "/recommendations";
  private static final String LIMIT = "limit";

  private final RecommendationReads reads;

  RecommendationsRoute(RecommendationReads reads) {
    this.reads = reads;
  }

  @Override
  public String template() {
    return BEGIN + "{sku}" + END;
  }

  @Override
  public @Nullable CachedRead of(String path, @Nullable String query) {
    int end = path.length() - END.length();
    if (end <= BEGIN.length() || !path.startsWith(BEGIN) || !path.endsWith(END)) {
      return null;
    }
    try {
      int limit =
          PageRequest.limit(
              QueryParameters.of(query, Set.of(LIMIT)).get(LIMIT),
              ProductRecommendationsResource.DEFAULT_LIMIT,
              ProductRecommendationsResource.MAX_LIMIT);
      return reads.ofProduct(new Sku(path.substring(BEGIN.length(), end)), limit);
    } catch (ProblemException | IllegalArgumentException wrong) {
      return null;
    }
  }
}
