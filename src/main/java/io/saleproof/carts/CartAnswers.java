package io.saleproof.carts;

import io.saleproof.http.Etag;
import io.saleproof.http.FieldError;
import io.saleproof.http.Preconditions;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.trade.Sku;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What carts, and what became of writes to them, are over HTTP. */
@ApplicationScoped
class CartAnswers {

  static final String REPLAYED = "Idempotency-Replayed";

  /** Nobody but the caller's own client may keep a cart, and it must ask before using it. */
  private static final String PRIVATE = "private, no-cache";

  private static final String WHAT = "The cart";
  private static final int RETRY_SECONDS = 1;

  private final CartPricing pricing;

  CartAnswers(CartPricing pricing) {
    this.pricing = pricing;
  }

  /**
   * The cart as a path names it.
   *
   * @throws io.saleproof.http.ProblemException 404 if no cart can have that id
   */
  static CartId idOf(String path) {
    return CartId.parse(path).orElseThrow(() -> missing().asException());
  }

  static Problem missing() {
    return Problem.notFound(WHAT);
  }

  /** The cart, or 304 if it and all that is shown with it are as the client has them. */
  Response read(Cart cart, @Nullable String ifNoneMatch) {
    CartPricing.Priced priced = pricing.price(cart);
    Etag etag = new Etag(cart.version());
    return priced.settled() && new Preconditions(null, ifNoneMatch).has(etag)
        ? tagged(Response.notModified(), etag).build()
        : tagged(Response.ok(priced.view()), etag).build();
  }

  Response of(CartWrite result) {
    return switch (result) {
      case CartWrite.Saved(Cart cart, boolean created) -> saved(cart, created);
      case CartWrite.Deleted() -> Response.noContent().build();
      case CartWrite.Stale(long current) -> throw Problem.stale(new Etag(current)).asException();
      case CartWrite.AlreadyThere(long current) ->
          throw Problem.of(ProblemCode.ALREADY_EXISTS, WHAT + " or its line exists already")
              .with("currentETag", new Etag(current).header())
              .asException();
      case CartWrite.Missing() -> throw missing().asException();
      case CartWrite.MissingLine(Sku sku) ->
          throw Problem.notFound("A line of " + sku).asException();
      case CartWrite.UnknownSkus(List<Sku> skus) ->
          throw Problem.of(ProblemCode.UNKNOWN_SKU, "There is no product " + skus.getFirst())
              .with("skus", skus)
              .with(
                  "errors", List.of(FieldError.pointer("/lines", "has products that don't exist")))
              .asException();
      case CartWrite.OtherCurrency(Sku sku, String currency, String cartCurrency) ->
          throw otherCurrency(sku + " is priced in " + currency, cartCurrency).asException();
      case CartWrite.TooManyLines() -> throw tooManyLines().asException();
      case CartWrite.OtherCustomer() ->
          throw Problem.of(ProblemCode.UNPROCESSABLE, "A cart stays whose it is; merge it instead")
              .with(
                  "errors", List.of(FieldError.pointer("/customerId", "is not whose the cart is")))
              .asException();
      case CartWrite.Contended() -> throw contended().asException();
    };
  }

  Response of(MergeResult result) {
    return switch (result) {
      case MergeResult.Merged(Cart cart, boolean replayed) -> {
        Response.ResponseBuilder answer =
            tagged(Response.ok(pricing.price(cart).view()), new Etag(cart.version()));
        yield replayed ? answer.header(REPLAYED, "true").build() : answer.build();
      }
      case MergeResult.Missing() -> throw missing().asException();
      case MergeResult.SourceMissing() ->
          throw Problem.of(ProblemCode.UNKNOWN_CART, "There is no such cart to merge")
              .with("errors", from("was not found"))
              .asException();
      case MergeResult.SourceTaken() ->
          throw Problem.of(ProblemCode.CONFLICT, "That cart was merged into another one")
              .with("errors", from("was merged into another cart"))
              .asException();
      case MergeResult.OtherCustomer() ->
          throw Problem.of(ProblemCode.UNPROCESSABLE, "Only a guest's cart can be merged")
              .with("errors", from("is another customer's cart"))
              .asException();
      case MergeResult.InCheckout() ->
          throw Problem.of(ProblemCode.CART_IN_CHECKOUT, "An order is being placed from that cart")
              .retryAfterSeconds(RETRY_SECONDS)
              .asException();
      case MergeResult.TooManyLines(int lines) -> throw tooManyLines().asException();
      case MergeResult.OtherCurrency(String own, String other) ->
          throw otherCurrency("That cart is priced in " + other, own).asException();
      case MergeResult.Contended() -> throw contended().asException();
    };
  }

  private Response saved(Cart cart, boolean created) {
    Response.ResponseBuilder answer = created ? created(cart.id()) : Response.ok();
    return tagged(answer.entity(pricing.price(cart).view()), new Etag(cart.version())).build();
  }

  /** Its address as it is here: host and scheme are the client's to know, behind any gateway. */
  static Response.ResponseBuilder created(CartId id) {
    return Response.status(Response.Status.CREATED).header(HttpHeaders.LOCATION, "/v1/carts/" + id);
  }

  static Response.ResponseBuilder tagged(Response.ResponseBuilder answer, Etag etag) {
    return answer
        .header(HttpHeaders.ETAG, etag.header())
        .header(HttpHeaders.CACHE_CONTROL, PRIVATE);
  }

  private static Problem otherCurrency(String what, String cartCurrency) {
    String clash = what + ", the cart in " + cartCurrency + "; a cart has one";
    return Problem.of(ProblemCode.UNPROCESSABLE, clash)
        .with("errors", List.of(FieldError.pointer("/lines", clash)));
  }

  private static Problem tooManyLines() {
    String bound = "A cart has at most " + Cart.MAX_LINES + " products";
    return Problem.of(ProblemCode.UNPROCESSABLE, bound)
        .with("errors", List.of(FieldError.pointer("/lines", bound)));
  }

  private static Problem contended() {
    return Problem.of(ProblemCode.OVERLOADED, "Others change this cart at the moment")
        .retryAfterSeconds(RETRY_SECONDS);
  }

  private static List<FieldError> from(String what) {
    return List.of(FieldError.pointer("/from", what));
  }
}
