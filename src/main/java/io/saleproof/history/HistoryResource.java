package io.saleproof.history;

import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.saleproof.access.Caller;
import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import io.saleproof.http.RequestIds;
import io.saleproof.imports.Upload;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** The import of past orders over HTTP. */
@Path("/v1/orders/import")
@RunOnVirtualThread
@Tag(name = "Orders")
public class HistoryResource {

  private final PastOrderImports imports;
  private final CurrentVertxRequest request;

  HistoryResource(PastOrderImports imports, CurrentVertxRequest request) {
    this.imports = imports;
    this.request = request;
  }

  @POST
  @RolesAllowed(Caller.ADMIN)
  @Consumes({Upload.CSV, Upload.NDJSON})
  @Produces(Upload.NDJSON)
  @Operation(
      operationId = "importOrders",
      summary = "Store past orders from a file of any length",
      description =
          "Invoices become delivered orders with the prices and times they had; no stock moves."
              + " Cancellations (CSV: invoices C…; NDJSON: all quantities negative) are noted as"
              + " returns at the orders they belong to, where those are found, and kept in any case."
              + " The same file again, or an overlapping part of it, changes nothing. CSV columns:"
              + " InvoiceNo, StockCode, Quantity, InvoiceDate (London time), UnitPrice (decimal);"
              + " optional: Description, CustomerID, Country. NDJSON: one whole order a line."
              + " Read the answer while you send: it names refused lines as they come."
              + " Content-Encoding: gzip is taken.")
  @RequestBody(
      required = true,
      content = {
        @Content(
            mediaType = Upload.CSV,
            schema = @Schema(type = SchemaType.STRING),
            example =
                "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n"
                    + "536365,85123A,WHITE HANGING HEART T-LIGHT HOLDER,6,2010-12-01 08:26:00,2.55,"
                    + "17850.0,United Kingdom"),
        @Content(
            mediaType = Upload.NDJSON,
            schema = @Schema(implementation = InvoiceInput.class),
            example =
                "{\"invoice\":\"536365\",\"customerId\":\"17850\",\"at\":\"2010-12-01T08:26:00Z\","
                    + "\"country\":\"United Kingdom\",\"lines\":[{\"sku\":\"85123A\",\"name\":"
                    + "\"White hanging heart\",\"quantity\":6,"
                    + "\"unitPrice\":{\"amount\":255,\"currency\":\"GBP\"}}]}")
      })
  @APIResponse(
      responseCode = "200",
      description =
          "A JSON object a line: `progress`; `refused` with line, code and detail; `error` if it"
              + " ended early; `summary` last, of what this file has that is stored now: orders"
              + " (cancellations among them), lines, alreadyThere (orders that had been stored"
              + " before), revenue by month of London, refused, refusedByReason",
      content =
          @Content(
              mediaType = Upload.NDJSON,
              schema = @Schema(type = SchemaType.STRING),
              example =
                  "{\"type\":\"refused\",\"line\":7,\"code\":\"stock-adjustment\",\"detail\":"
                      + "\"Units left the stock without being sold\"}\n"
                      + "{\"type\":\"summary\",\"orders\":1,\"cancellations\":0,\"lines\":6,"
                      + "\"alreadyThere\":0,\"revenue\":{\"2010-12\":{\"amount\":13912,"
                      + "\"currency\":\"GBP\"}},\"refused\":1,"
                      + "\"refusedByReason\":{\"stock-adjustment\":1}}"))
  public StreamingOutput importOrders(
      InputStream body,
      @Parameter(
              description = "the currency of the prices",
              example = "GBP",
              schema = @Schema(pattern = "^[A-Z]{3}$", defaultValue = "GBP"))
          @QueryParam("currency")
          @DefaultValue("GBP")
          String currency,
      @HeaderParam(HttpHeaders.CONTENT_TYPE) @Nullable String contentType,
      @HeaderParam(HttpHeaders.CONTENT_ENCODING) @Nullable String contentEncoding) {
    return imports.open(
        body,
        contentType,
        contentEncoding,
        pricesIn(currency),
        RequestIds.of(request.getCurrent()));
  }

  private static Prices pricesIn(String currency) {
    try {
      return new Prices(currency);
    } catch (IllegalArgumentException unknown) {
      throw Problem.invalid(
              FieldError.parameter("currency", "must be an ISO 4217 code with a minor unit"))
          .asException();
    }
  }
}
