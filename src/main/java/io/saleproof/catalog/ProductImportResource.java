package io.saleproof.catalog;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.access.Caller;
import io.saleproof.http.BodyReader;
import io.saleproof.imports.Imports;
import io.saleproof.imports.Upload;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The import of products over HTTP. */
@Path("/v1/products")
@RunOnVirtualThread
@Tag(name = "Catalogue")
public class ProductImportResource {

  private final Imports imports;
  private final Catalog catalog;
  private final BodyReader bodies;
  private final ObjectMapper mapper;
  private final ContentDigest digests;

  ProductImportResource(
      Imports imports,
      Catalog catalog,
      BodyReader bodies,
      ObjectMapper mapper,
      ContentDigest digests) {
    this.imports = imports;
    this.catalog = catalog;
    this.bodies = bodies;
    this.mapper = mapper;
    this.digests = digests;
  }

  @POST
  @Path("/import")
  @RolesAllowed(Caller.ADMIN)
  @Consumes({Upload.CSV, Upload.NDJSON})
  @Produces(Upload.NDJSON)
  @Operation(
      operationId = "importProducts",
      summary = "Store products from a file of any length",
      description =
          "Each line says the whole of a product, created or replaced; the same file again changes"
              + " nothing. CSV columns: sku, name, price (minor units), currency; optional:"
              + " description, categories (a|b), attributes (key=value|key=value), media (paths,"
              + " a|b). Read the answer while you send: it names refused lines as they come."
              + " Content-Encoding: gzip is taken.")
  @RequestBody(
      required = true,
      content = {
        @Content(
            mediaType = Upload.CSV,
            schema = @Schema(type = SchemaType.STRING),
            example = "sku,name,price,currency,categories\n85123A,T-light holder,255,GBP,Lighting"),
        @Content(
            mediaType = Upload.NDJSON,
            schema = @Schema(type = SchemaType.STRING),
            example =
                "{\"sku\":\"85123A\",\"name\":\"T-light holder\","
                    + "\"price\":{\"amount\":255,\"currency\":\"GBP\"}}")
      })
  @APIResponse(
      responseCode = "200",
      description =
          "A JSON object a line: `progress` every 1,000 lines, `refused` with line, code and"
              + " detail, `error` if it ended early, `summary` last",
      content =
          @Content(
              mediaType = Upload.NDJSON,
              schema = @Schema(type = SchemaType.STRING),
              example =
                  "{\"type\":\"refused\",\"line\":7,\"code\":\"invalid-request\",\"detail\":\"/name:"
                      + " must not be blank\"}\n"
                      + "{\"type\":\"summary\",\"created\":12,\"updated\":1,\"unchanged\":0,"
                      + "\"refused\":1}"))
  public StreamingOutput importProducts(
      InputStream body,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String contentEncoding) {
    Upload upload = Upload.open(body, contentType, contentEncoding, ProductImport.COLUMNS);
    return imports.run(upload, new ProductImport(catalog, bodies, mapper, digests));
  }
}
