package io.saleproof.http;

import com.fasterxml.jackson.databind.JsonNode;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.annotation.security.PermitAll;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** A resource of the tests only: it stands for every resource that takes a body or fails. */
@Path("/probe")
@PermitAll
@RunOnVirtualThread
@Produces(MediaType.APPLICATION_JSON)
public class ProbeResource {

  /** A body with one field of every kind. */
  public record Body(
      @NotBlank @Size(max = 20) String name,
      @Min(1) @Max(1_000) int quantity,
      @Size(max = 3) List<@NotNull @Valid Part> parts) {}

  /** A part of it. */
  public record Part(@NotBlank String sku, long amount) {}

  @POST
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  public Body echo(@NotNull @Valid Body body) {
    return body;
  }

  @POST
  @Path("/tree")
  @Consumes(MediaType.APPLICATION_JSON)
  @Operation(hidden = true)
  public JsonNode tree(JsonNode body) {
    return body;
  }

  @GET
  @Path("/items/{id}")
  @Operation(hidden = true)
  public List<String> item(@PathParam("id") String id, @QueryParam("q") @Size(max = 5) String q) {
    return List.of(id);
  }

  @GET
  @Path("/bug")
  @Operation(hidden = true)
  public String bug() {
    throw new IllegalStateException("the secret of this house");
  }

  @GET
  @Path("/broken-promise")
  @Operation(hidden = true)
  public @Valid Body brokenPromise() {
    return new Body("", 0, List.of());
  }

  @GET
  @Path("/jax-rs-not-found")
  @Operation(hidden = true)
  public String jaxRsNotFound() {
    throw new NotFoundException("the secret of this house");
  }
}
