package io.saleproof.catalog;

import static org.eclipse.microprofile.openapi.annotations.enums.ParameterIn.QUERY;

import com.fasterxml.jackson.databind.JsonNode;
import io.saleproof.access.Caller;
import io.saleproof.answers.CachedAnswers;
import io.saleproof.cache.Answer;
import io.saleproof.http.BodyReader;
import io.saleproof.http.FieldError;
import io.saleproof.http.MergePatch;
import io.saleproof.http.Page;
import io.saleproof.http.Preconditions;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.ProblemMappers;
import io.saleproof.http.QueryParameters;
import io.saleproof.trade.Sku;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Products over HTTP. Longer than other classes for the description of its parameters. */
@Path("/v1/products")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Catalogue")
public class ProductsResource {

  private final Products products;
  private final CatalogReads reads;
  private final CachedAnswers cached;
  private final WriteAnswers answers;
  private final BodyReader bodies;

  ProductsResource(
      Products products,
      CatalogReads reads,
      CachedAnswers cached,
      WriteAnswers answers,
      BodyReader bodies) {
    this.products = products;
    this.reads = reads;
    this.cached = cached;
    this.answers = answers;
    this.bodies = bodies;
  }

  /** Only to describe a page of products; {@code Page} is generic. */
  @Schema(name = "ProductPage")
  record ProductPage(
      java.util.List<ProductView> items,
      @Nullable @Schema(nullable = true) String next,
      Page.@Nullable Count count,
      java.util.Map<String, java.util.List<Page.FacetValue>> facets) {}

  @GET
  @PermitAll
  @Operation(
      operationId = "listProducts",
      summary = "List, filter and search products",
      description =
          "Page by page: give `next` back as `cursor` with the same filter and sort. Unknown"
              + " parameters are refused.")
  @Parameter(
      name = "category",
      in = QUERY,
      description = "Only of this category",
      schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 80))
  @Parameter(
      name = "q",
      in = QUERY,
      description = "Words of name and description; the last may be the beginning of one",
      schema = @Schema(type = SchemaType.STRING, minLength = 1, maxLength = 200))
  @Parameter(
      name = "minPrice",
      in = QUERY,
      description = "In minor units",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "1000000000"))
  @Parameter(
      name = "maxPrice",
      in = QUERY,
      description = "In minor units, not below minPrice",
      schema = @Schema(type = SchemaType.INTEGER, minimum = "0", maximum = "1000000000"))
  @Parameter(name = "inStock", in = QUERY, schema = @Schema(type = SchemaType.BOOLEAN))
  @Parameter(
      name = "ids",
      in = QUERY,
      description = "Up to 200 SKUs with commas between them",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "sort",
      in = QUERY,
      description = "`relevance` when q is given, else `name`",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"name", "price", "-price", "newest", "bestselling", "relevance"}))
  @Parameter(
      name = "facets",
      in = QUERY,
      description = "What to count: `category`, `price` or both; each regardless of its own filter",
      schema =
          @Schema(
              type = SchemaType.STRING,
              enumeration = {"category", "price", "category,price", "price,category"}))
  @Parameter(
      name = "limit",
      in = QUERY,
      schema =
          @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200", defaultValue = "20"))
  @Parameter(
      name = "cursor",
      in = QUERY,
      description = "The `next` of the page before",
      schema = @Schema(type = SchemaType.STRING))
  @Parameter(
      name = "count",
      in = QUERY,
      description = "Whether to count what matches, up to 10,000",
      schema = @Schema(type = SchemaType.BOOLEAN, defaultValue = "false"))
  @APIResponse(
      responseCode = "200",
      description = "A page",
      headers = {
        @Header(name = "Link", description = "The next page, if any, as rel=\"next\""),
        @Header(name = "ETag", description = "Of the page's content"),
        @Header(
            name = "Cache-Status",
            description = "Where the answer came from (RFC 9211): hit, or why not"),
        @Header(name = "Age", description = "Seconds since it was read")
      },
      content = @Content(schema = @Schema(implementation = ProductPage.class)))
  public Response list(
      @Context UriInfo uri,
      @Context RoutingContext context,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    ProductQuery query = ProductQuery.of(QueryParameters.of(uri, ProductQuery.PARAMETERS));
    return cached.respond(cached.get(reads.page(query)), context, ifNoneMatch).build();
  }

  @GET
  @Path("/{sku}")
  @PermitAll
  @Operation(operationId = "getProduct", summary = "Read a product")
  @APIResponse(
      responseCode = "200",
      description = "The product",
      headers = {
        @Header(name = "ETag", description = "Its version"),
        @Header(
            name = "Cache-Status",
            description = "Where the answer came from (RFC 9211): hit, or why not"),
        @Header(name = "Age", description = "Seconds since it was read")
      },
      content = @Content(schema = @Schema(implementation = ProductView.class)))
  public Response get(
      @PathParam("sku") Sku sku,
      @Context RoutingContext context,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    Answer answer = cached.get(reads.product(sku));
    return answer.entry().absent()
        ? cached
            .origin(Response.fromResponse(ProblemMappers.answer(missing(sku), context)), answer)
            .build()
        : cached.respond(answer, context, ifNoneMatch).build();
  }

  @PUT
  @Path("/{sku}")
  @RolesAllowed(Caller.ADMIN)
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "putProduct",
      summary = "Create or replace a product",
      description =
          "`If-None-Match: *` creates, `If-Match` replaces that version. What changes nothing makes"
              + " no new version.")
  @APIResponse(
      responseCode = "200",
      description = "The product as it is now",
      headers = @Header(name = "ETag", description = "Its version"),
      content = @Content(schema = @Schema(implementation = ProductView.class)))
  @APIResponse(
      responseCode = "201",
      description = "The new product",
      headers = {
        @Header(name = "ETag", description = "Its version"),
        @Header(name = "Location", description = "Its address")
      },
      content = @Content(schema = @Schema(implementation = ProductView.class)))
  public Response put(
      @PathParam("sku") Sku sku,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch,
      @Context RoutingContext context,
      @NotNull @Valid ProductInput body) {
    Preconditions.Expected expected = new Preconditions(ifMatch, ifNoneMatch).forWrite();
    WriteResult result = products.put(new SkuAndContent(sku, contentFor(sku, body)), expected);
    Problem gone =
        Problem.of(ProblemCode.STALE_VERSION, "Product " + sku + " does not exist (any more)");
    return answers.of(result, gone, context);
  }

  @PATCH
  @Path("/{sku}")
  @RolesAllowed(Caller.ADMIN)
  @Consumes({MergePatch.MEDIA_TYPE, MediaType.APPLICATION_JSON})
  @Operation(operationId = "patchProduct", summary = "Change some fields (JSON Merge Patch)")
  @APIResponse(
      responseCode = "200",
      description = "The product as it is now",
      headers = @Header(name = "ETag", description = "Its version"),
      content = @Content(schema = @Schema(implementation = ProductView.class)))
  @RequestBody(
      required = true,
      content = {
        @Content(
            mediaType = MergePatch.MEDIA_TYPE,
            schema = @Schema(type = SchemaType.OBJECT),
            example = "{\"price\": {\"amount\": 199}, \"attributes\": {\"colour\": null}}"),
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(type = SchemaType.OBJECT),
            example = "{\"categories\": [\"Lighting\", \"Gifts\"]}")
      })
  public Response patch(
      @PathParam("sku") Sku sku,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context RoutingContext context,
      @NotNull JsonNode patch) {
    Preconditions.Expected expected = new Preconditions(ifMatch, null).forWrite();
    WriteResult result =
        products.patch(
            sku,
            expected,
            content -> {
              JsonNode patched = MergePatch.apply(bodies.tree(content), patch);
              return contentFor(sku, bodies.read(patched, ProductInput.class));
            });
    return answers.of(result, missing(sku), context);
  }

  @DELETE
  @Path("/{sku}")
  @RolesAllowed(Caller.ADMIN)
  @Operation(
      operationId = "deleteProduct",
      summary = "Delete a product",
      description = "Orders keep what they bought. Made anew, its version goes on from here.")
  @APIResponse(responseCode = "204", description = "It is deleted")
  public Response delete(
      @PathParam("sku") Sku sku,
      @HeaderParam("If-Match") @Nullable String ifMatch,
      @Context RoutingContext context) {
    Preconditions.Expected expected = new Preconditions(ifMatch, null).forWrite();
    WriteResult result = products.delete(sku, expected);
    return answers.of(result, missing(sku), context);
  }

  private static ProductInput contentFor(Sku sku, ProductInput body) {
    if (body.sku() != null && !body.sku().equals(sku)) {
      throw Problem.invalid(FieldError.pointer("/sku", "must be that of the address, or absent"))
          .asException();
    }
    return body.withoutSku();
  }

  private static Problem missing(Sku sku) {
    return Problem.notFound("Product " + sku);
  }
}
