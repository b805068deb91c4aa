package io.saleproof.catalog;

import io.saleproof.http.Etag;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.ProblemMappers;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

/** What the outcome of a write is over HTTP. */
@ApplicationScoped
class WriteAnswers {

  private static final int RETRY_SECONDS = 1;

  private final MediaUrls urls;

  WriteAnswers(MediaUrls urls) {
    this.urls = urls;
  }

  /**
   * @param missing the problem when there is no product: a matter of the method
   */
  Response of(WriteResult result, Problem missing, RoutingContext context) {
    return switch (result) {
      case WriteResult.Created(Product product) ->
          product(
              Response.status(Response.Status.CREATED)
                  .header(HttpHeaders.LOCATION, "/v1/products/" + product.sku()),
              product);
      case WriteResult.Updated(Product product, boolean otherCategories) ->
          product(Response.ok(), product);
      case WriteResult.Unchanged(Product product) -> product(Response.ok(), product);
      case WriteResult.Deleted(long version) -> Response.noContent().build();
      case WriteResult.Stale(Etag current) ->
          ProblemMappers.answer(Problem.stale(current), context);
      case WriteResult.Exists(Etag current) ->
          ProblemMappers.answer(
              Problem.of(
                      ProblemCode.ALREADY_EXISTS,
                      "The product exists, at version " + current.header())
                  .with("currentETag", current.header()),
              context);
      case WriteResult.Missing() -> ProblemMappers.answer(missing, context);
      case WriteResult.Contended() ->
          ProblemMappers.answer(
              Problem.of(ProblemCode.OVERLOADED, "Too many writes of this product at once")
                  .retryAfterSeconds(RETRY_SECONDS),
              context);
    };
  }

  private Response product(Response.ResponseBuilder answer, Product product) {
    return answer
        .header(HttpHeaders.ETAG, product.etag().header())
        .entity(ProductView.of(product, urls))
        .build();
  }
}
