package io.saleproof.catalog;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.http.Page;
import io.saleproof.http.Preconditions;
import io.saleproof.http.Representation;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
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

  private final Categories categories;
  private final ObjectMapper mapper;

  CategoriesResource(Categories categories, ObjectMapper mapper) {
    this.categories = categories;
    this.mapper = mapper;
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
      description = "By name, each with its number of products; up to 30 seconds old, see Age.")
  @APIResponse(
      responseCode = "200",
      description = "The categories",
      headers = @Header(name = "ETag", description = "Of the list's content"),
      content = @Content(schema = @Schema(implementation = CategoryList.class)))
  public Response list(@HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    Categories.Loaded loaded = categories.get();
    Response.ResponseBuilder answer =
        Representation.json(mapper, Page.of(loaded.categories(), null))
            .answer(new Preconditions(null, ifNoneMatch));
    return loaded.fresh()
        ? Origin.database(answer).build()
        : Origin.kept(answer, loaded.age()).build();
  }
}
