package io.saleproof.stock;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.saleproof.access.Caller;
import io.saleproof.http.Cursor;
import io.saleproof.http.PageRequest;
import io.saleproof.http.Problem;
import io.saleproof.trade.Sku;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.RolesAllowed;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** Stock as an account, over HTTP: explained, reconciled, split. */
@Path("/v1/stock")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Caller.ADMIN)
@RunOnVirtualThread
@Tag(name = "Stock")
public class StockAccountResource {

  private static final String LIST = "stock-reconcile";

  private final Stock stock;
  private final StockExplainer explainer;
  private final Reconciler reconciler;

  StockAccountResource(Stock stock, StockExplainer explainer, Reconciler reconciler) {
    this.stock = stock;
    this.explainer = explainer;
    this.reconciler = reconciler;
  }

  /** Which SKUs to reconcile, and how. */
  @Schema(name = "ReconcileInput", examples = "{\"skus\": [\"85123A\"], \"repair\": true}")
  record ReconcileInput(
      @Size(max = Stock.MAX_SKUS, message = "must name at most {max} SKUs")
          @Schema(
              description = "only these; without, all",
              nullable = true,
              implementation = String[].class)
          @Nullable List<@NotNull Sku> skus,
      @Schema(description = "whether to repair what is safe to; true without", nullable = true)
          @Nullable Boolean repair,
      @Schema(description = "the next of an answer before, to go on there", nullable = true)
          @Nullable String cursor) {}

  /** Over how many documents a SKU's stock is split. */
  @Schema(name = "BucketsInput", examples = "{\"buckets\": 16}")
  record BucketsInput(
      @Min(1)
          @Max(Stock.MAX_BUCKETS)
          @Schema(
              description = "1: never split; null, said openly: by demand",
              required = true,
              nullable = true)
          @Nullable Integer buckets) {

    @JsonCreator
    BucketsInput(@JsonProperty(value = "buckets", required = true) @Nullable Integer buckets) {
      this.buckets = buckets;
    }
  }

  @GET
  @Path("/{sku}/explain")
  @Operation(
      operationId = "explainStock",
      summary = "What explains a SKU's stock",
      description =
          "What was received, sold and written off, who holds what until when, the ledger page by"
              + " page, newest first, and any contradiction between them (drift).")
  @APIResponse(
      responseCode = "200",
      description = "The account",
      content = @Content(schema = @Schema(implementation = StockExplanation.class)))
  public StockExplanation explain(
      @PathParam("sku") Sku sku,
      @Parameter(
              description = "entries of the ledger in this page",
              schema = @Schema(type = SchemaType.INTEGER, minimum = "1", maximum = "200"))
          @QueryParam("limit")
          @Nullable String limit,
      @QueryParam("cursor") @Nullable String cursor) {
    return explainer
        .explain(sku, PageRequest.of(limit, cursor, null))
        .orElseThrow(() -> Problem.notFound("Stock of " + sku).asException());
  }

  @POST
  @Path("/reconcile")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "reconcileStock",
      summary = "Find and repair contradictions in the stock",
      description =
          "Compares counters, ledger, holds and orders. What can be repaired without making up units"
              + " is, unless repair is false; all is reported. A long run ends with a cursor to go"
              + " on with.")
  @APIResponse(
      responseCode = "200",
      description = "What was found and what was done",
      content = @Content(schema = @Schema(implementation = Answer.class)))
  @APIResponse(responseCode = "409", ref = "Problem409")
  @APIResponse(responseCode = "422", ref = "Problem422")
  public Answer reconcile(@Valid @Nullable ReconcileInput input) {
    boolean repair = input == null || input.repair() == null || input.repair();
    Reconciler.Report report;
    if (input != null && input.skus() != null) {
      report = reconciler.reconcile(new LinkedHashSet<>(input.skus()), repair);
    } else {
      String after =
          input == null || input.cursor() == null
              ? ""
              : (String) Cursor.decode(input.cursor(), LIST, List.of(String.class)).keys().get(0);
      report = reconciler.reconcile(after, repair);
    }
    return Answer.of(report);
  }

  @POST
  @Path("/{sku}/buckets")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(
      operationId = "splitStock",
      summary = "Set over how many buckets a SKU's stock is split",
      description =
          "Before a sale of one SKU: more buckets take more orders of it at once. Without a setting"
              + " it is split when demand asks for it. The same request again changes nothing.")
  @APIResponse(
      responseCode = "200",
      description = "The stock; its figures are those of one SKU, split or not",
      content = @Content(schema = @Schema(implementation = StockLevel.class)))
  @APIResponse(responseCode = "409", ref = "Problem409")
  @APIResponse(responseCode = "422", ref = "Problem422")
  public StockLevel split(@PathParam("sku") Sku sku, @NotNull @Valid @Nullable BucketsInput input) {
    if (!stock.chooseBuckets(sku, Objects.requireNonNull(input).buckets())) {
      throw Problem.notFound("Stock of " + sku).asException();
    }
    return stock.level(sku).orElseThrow(() -> Problem.notFound("Stock of " + sku).asException());
  }

  /** What a run found, with an opaque cursor. */
  @Schema(name = "ReconcileReport")
  record Answer(
      @Schema(description = "SKUs looked at") long checked,
      @Schema(description = "contradictions found, repaired or not") long drift,
      long repaired,
      List<Drift> findings,
      @Schema(nullable = true) @Nullable String next,
      java.time.Instant asOf) {

    static Answer of(Reconciler.Report report) {
      return new Answer(
          report.checked(),
          report.drift(),
          report.repaired(),
          report.findings(),
          report.next() == null ? null : new Cursor(List.of(report.next())).encode(LIST),
          report.asOf());
    }
  }
}
