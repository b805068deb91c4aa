package io.saleproof.catalog;

import io.saleproof.answers.CachedAnswers;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Categories over HTTP. */
@Path("/v1/categories")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Catalogue")
public class CategoriesResource {

  private final CatalogReads reads;
  private final CachedAnswers cached;

  CategoriesResource(CatalogReads reads, CachedAnswers cached) {
    this.reads = reads;
    this.cached = cached;
  }

  /** Only to describe the list; {@code Page} is generic. */
  @Schema(name = "CategoryList")
  record CategoryList(
      List<Categories.Category> items,
      @Nullable @Schema(nullable = true, description = "There is one page only") String next) {}

  @GET
  @PermitAll
  @Operation(
      operationId = "listCategories",
      summary = "List all categories",
      description =
          "By name, each with its number of products; up to 20 seconds old by default, see Age.")
  @APIResponse(
      responseCode = "200",
      description = "The categories",
      headers = {
        @Header(name = "ETag", description = "Of the list's content"),
        @Header(
            name = "Cache-Status",
            description = "Where the answer came from (RFC 9211): hit, or why not"),
        @Header(name = "Age", description = "Seconds since it was read")
      },
      content = @Content(schema = @Schema(implementation = CategoryList.class)))
  public Response list(
      @Context RoutingContext context, @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    return cached.respond(cached.get(reads.categories()), context, ifNoneMatch).build();
  }
}
