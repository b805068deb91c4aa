package io.saleproof.collections;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.saleproof.answers.CachedAnswers;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.store.CausalReads;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.security.PermitAll;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.headers.Header;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/**
 * Users in named collections, as the original service served them. Open to everyone where they are
 * switched on; where not, and for names that are no collection's, there is nothing here.
 */
@Path("/{collection}")
@PermitAll
@Produces(MediaType.APPLICATION_JSON)
@Tag(
    name = "Collections",
    description = "Users in named collections, in the shapes of the original service")
public class CollectionsResource {

  private static final int UNPROCESSABLE = 422;

  /** The front door lets no control characters into a path. */
  private static final String PRINTABLE = "^[^\\u0000-\\u001f\\u007f-\\u009f]+$";

  private static final String NAME = "A letter, then letters, digits, '_' or '-'";

  private final CollectionsConfig config;
  private final MongoUsers users;
  private final CachedListings listings;
  private final CachedAnswers answers;
  private final UserReader reader;
  private final CausalReads reads;

  CollectionsResource(
      CollectionsConfig config,
      MongoUsers users,
      CachedListings listings,
      CachedAnswers answers,
      UserReader reader,
      CausalReads reads) {
    this.config = config;
    this.users = users;
    this.listings = listings;
    this.answers = answers;
    this.reader = reader;
    this.reads = reads;
  }

  @GET
  @Path("/count")
  @RunOnVirtualThread
  @Operation(operationId = "countCollection", summary = "How many documents a collection has")
  @APIResponse(
      responseCode = "200",
      description = "The count; 0 for a collection that doesn't exist",
      content = @Content(schema = @Schema(implementation = Count.class)))
  @NoSuchCollection
  public Count count(
      @Parameter(description = NAME, example = "helloDoc")
          @Schema(pattern = CollectionName.PATTERN)
          @PathParam("collection")
          String collection) {
    CollectionName name = named(collection);
    return new Count("OK", users.database(), reads.display(() -> users.count(name)));
  }

  /** How many documents there are, and in which database. */
  @Schema(name = "CollectionCount")
  public record Count(
      @Schema(required = true, examples = "OK") String status,
      @JsonProperty("mongo_db") @Schema(required = true, examples = "somedb") String database,
      @JsonProperty("items_count") @Schema(required = true, examples = "1000") long items) {}

  @GET
  @Path("/users")
  @RunOnVirtualThread
  @Operation(
      operationId = "listCollectionUsers",
      summary = "A collection's first 1,000 users, kept for 60 s",
      description =
          "A user added meanwhile shows when the listing is read anew; to who added them, at once,"
              + " with the token that came with the answer.")
  @APIResponse(
      responseCode = "200",
      description = "The users",
      headers = {
        @Header(name = "ETag", description = "Of the listing's content"),
        @Header(
            name = "Cache-Status",
            description = "Where the answer came from (RFC 9211): hit, or why not"),
        @Header(name = "Age", description = "Seconds since it was read")
      },
      content = @Content(schema = @Schema(implementation = User.Listing.class)))
  @NoSuchCollection
  public Response list(
      @Parameter(description = NAME, example = "helloDoc")
          @Schema(pattern = CollectionName.PATTERN)
          @PathParam("collection")
          String collection,
      @Context RoutingContext context,
      @HeaderParam("If-None-Match") @Nullable String ifNoneMatch) {
    return answers.respond(listings.get(named(collection)), context, ifNoneMatch).build();
  }

  @GET
  @Path("/users/{name}")
  @RunOnVirtualThread
  @Operation(operationId = "getCollectionUser", summary = "The first user of a name")
  @APIResponse(
      responseCode = "200",
      description = "The user",
      content = @Content(schema = @Schema(implementation = User.class)))
  @APIResponse(
      responseCode = "404",
      description = "No such user, or nothing at this address",
      content = {
        @Content(
            mediaType = MediaType.APPLICATION_JSON,
            schema = @Schema(implementation = NoUser.class)),
        @Content(mediaType = Problem.MEDIA_TYPE, schema = @Schema(ref = "Problem"))
      })
  public Response get(
      @Parameter(description = NAME, example = "helloDoc")
          @Schema(pattern = CollectionName.PATTERN)
          @PathParam("collection")
          String collection,
      @Parameter(example = "ly7") @Schema(pattern = PRINTABLE) @PathParam("name") String name) {
    CollectionName in = named(collection);
    return reads
        .find(() -> users.find(in, name))
        .map(Response::ok)
        .orElseGet(
            () ->
                Response.status(Response.Status.NOT_FOUND)
                    .entity(new NoUser("User " + name + " not found")))
        .build();
  }

  /** The original service's answer for a user who isn't there. */
  @Schema(name = "NoSuchUser")
  public record NoUser(@Schema(required = true, examples = "User Ada not found") String detail) {}

  @POST
  @Path("/users")
  @Consumes(MediaType.WILDCARD)
  @RunOnVirtualThread
  @Operation(
      operationId = "addCollectionUser",
      summary = "Adds a user",
      description = "Makes the collection if there is none. Names may be given twice.")
  @RequestBody(
      required = true,
      content =
          @Content(
              mediaType = MediaType.APPLICATION_JSON,
              schema = @Schema(implementation = NewUser.class)))
  @APIResponse(
      responseCode = "201",
      description = "The user",
      content = @Content(schema = @Schema(implementation = User.class)))
  @APIResponse(
      responseCode = "422",
      description = "The body is no user",
      content = @Content(schema = @Schema(implementation = ReadUser.Invalid.class)))
  @NoSuchCollection
  public Response add(
      @Parameter(description = NAME, example = "helloDoc")
          @Schema(pattern = CollectionName.PATTERN)
          @PathParam("collection")
          String collection,
      byte @Nullable [] body,
      @Context HttpHeaders headers) {
    CollectionName name = named(collection);
    String contentType = headers.getHeaderString(HttpHeaders.CONTENT_TYPE);
    return switch (reader.read(body == null ? new byte[0] : body, contentType)) {
      case ReadUser.Valid(NewUser user) ->
          Response.status(Response.Status.CREATED).entity(add(name, user)).build();
      case ReadUser.Invalid invalid -> Response.status(UNPROCESSABLE).entity(invalid).build();
    };
  }

  private User add(CollectionName name, NewUser user) {
    User added = users.add(name, user);
    listings.changed(name);
    return added;
  }

  private CollectionName named(String collection) {
    if (!config.enabled()) {
      throw nothingHere();
    }
    return CollectionName.of(collection).orElseThrow(CollectionsResource::nothingHere);
  }

  /** The same answer as for any address that means nothing: it tells no one what exists. */
  private static RuntimeException nothingHere() {
    return Problem.of(ProblemCode.NOT_FOUND, "There is nothing at this address").asException();
  }
}
