package io.saleproof.recommendations;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import io.saleproof.answers.CachedAnswers;
import io.saleproof.http.PageRequest;
import io.saleproof.http.QueryParameters;
import io.saleproof.trade.Sku;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What goes with a product, over HTTP; for everyone. */
@Path("/v1/products/{sku}/recommendations")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(
    name = "Recommendations",
    description = "What is bought together, from real orders, with the counts it rests on.")
public class ProductRecommendationsResource {

  static final int DEFAULT_LIMIT = 10;
  static final int MAX_LIMIT = 50;

  private static final String LIMIT = "limit";

  private final RecommendationReads reads;
  private final CachedAnswers answers;

  ProductRecommendationsResource(RecommendationReads reads, CachedAnswers answers) {
    this.reads = reads;
    this.answers = answers;
  }

  /** Only to describe the list; {@code Page} is generic. */
  @Schema(name = "RecommendationList")
  record RecommendationList(
      List<Recommendation> items,
      @Nullable @Schema(nullable = true, description = "There is one page only") String next) {}

  @GET
  @PermitAll
  @Operation(
      operationId = "recommendForProduct",
      summary = "What is bought together with a product",
      description =
          "Best first, up to 60 seconds old (see Age); new orders are counted within a minute."
              + " Where too few are known, bestsellers of the product's categories fill the list,"
              + " marked by their source.")
  @Parameter(
      name = LIMIT,
      in = QUERY,
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "50", defaultValue = "10"))
  @APIResponse(
      responseCode = "200",
      description = "The recommendations",
      headers = {
        @Header(name = "ETag", description = "Of the list's content"),
        @Header(name = "Cache-Status", description = "Where it came from (RFC 9211)"),
        @Header(name = "Age", description = "How old it is, in seconds")
      },
      content = @Content(schema = @Schema(implementation = RecommendationList.class)))
  public Response forProduct(
      @PathParam("sku") Sku sku,
      @HeaderParam(HttpHeaders.IF_NONE_MATCH) @Nullable String ifNoneMatch,
      @Context RoutingContext context,
      @Context UriInfo uri) {
    return answers
        .respond(answers.get(reads.ofProduct(sku, limit(uri))), context, ifNoneMatch)
        .build();
  }

  /**
   * @throws io.saleproof.http.ProblemException 400 naming the parameter that is wrong
   */
  static int limit(UriInfo uri) {
    String given = QueryParameters.of(uri, Set.of(LIMIT)).get(LIMIT);
    return PageRequest.limit(given, DEFAULT_LIMIT, MAX_LIMIT);
  }
}
