package io.saleproof.http;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import io.saleproof.trade.CustomerId;
import io.saleproof.trade.Sku;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;

/**
 * Completes the API's description: the {@code Problem} schema, one reusable response for each
 * problem status, and on every operation the problems that follow from its shape. An operation says
 * itself only what is special to it; what it says is left as it is, but for empty responses that
 * the framework adds for a problem.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {

  private static final List<String> ALWAYS = List.of("400", "406", "429", "500", "503");
  private static final int FIRST_PROBLEM = 400;

  /** What common request headers are for, where an operation doesn't say it better. */
  private static final Map<String, String> HEADERS =
      Map.of(
          "If-Match", "The version that you read, as its ETag: \"3\"; * for any",
          "If-None-Match", "A read: the ETag that you have; a write: * to create only",
          "Idempotency-Key", "Names this request, so that sending it again does nothing twice");

  @Override
  public void filterOpenAPI(OpenAPI api) {
    if (api.getComponents() == null) {
      api.setComponents(OASFactory.createComponents());
    }
    describeProblems(api.getComponents());
    describeIds(api.getComponents());
    if (api.getPaths() != null && api.getPaths().getPathItems() != null) {
      api.getPaths().getPathItems().forEach(ApiDescription::complete);
    }
  }

  private static void describeProblems(Components components) {
    components.addSchema("FieldError", fieldError());
    components.addSchema("Problem", problem());
    Arrays.stream(ProblemCode.values())
        .collect(Collectors.groupingBy(ProblemCode::status))
        .forEach((status, codes) -> components.addResponse(nameOf(status), response(codes)));
  }

  /** Ids are strings in JSON, though records in Java; a reference has no type beside it. */
  private static void describeIds(Components components) {
    components.addSchema("Sku", id("A stock-keeping unit's code", Sku.PATTERN));
    components.addSchema("CustomerId", id("A customer's id", CustomerId.PATTERN));
    components
        .getSchemas()
        .values()
        .forEach(
            schema -> {
              if (schema.getProperties() != null) {
                schema.getProperties().values().stream()
                    .filter(property -> property.getRef() != null)
                    .forEach(property -> property.setType(null));
              }
            });
  }

  private static Schema id(String description, String pattern) {
    return type(Schema.SchemaType.STRING, description).pattern(pattern);
  }

  private static void complete(String path, PathItem item) {
    if (item.getOperations() != null) {
      item.getOperations()
          .forEach(
              (method, operation) -> {
                statusesOf(path, method, item, operation).forEach(status -> add(operation, status));
                operation
                    .getResponses()
                    .getAPIResponses()
                    .values()
                    .forEach(response -> type(response));
                if (operation.getParameters() != null) {
                  operation.getParameters().forEach(parameter -> describe(parameter));
                }
              });
    }
  }

  private static void describe(Parameter parameter) {
    String usual = HEADERS.get(parameter.getName());
    if (usual != null && parameter.getDescription() == null) {
      parameter.setDescription(usual);
    }
  }

  /** A header without a schema is not valid OpenAPI; ours are all text. */
  private static void type(APIResponse response) {
    if (response.getHeaders() != null) {
      response.getHeaders().values().stream()
          .filter(header -> header.getRef() == null && header.getSchema() == null)
          .forEach(
              header ->
                  header.setSchema(OASFactory.createSchema().addType(Schema.SchemaType.STRING)));
    }
  }

  /** The problems that an operation of this shape can answer. */
  private static List<String> statusesOf(
      String path, PathItem.HttpMethod method, PathItem item, Operation operation) {
    List<String> statuses = new ArrayList<>(ALWAYS);
    if (operation.getSecurity() != null && !operation.getSecurity().isEmpty()) {
      statuses.addAll(List.of("401", "403"));
    }
    if (path.contains("{")) {
      statuses.add("404");
    }
    if (operation.getRequestBody() != null) {
      statuses.addAll(List.of("408", "413", "415"));
    }
    boolean reads = method == PathItem.HttpMethod.GET;
    if (hasHeader(operation, item, "If-Match")) {
      statuses.add("412");
      if (method != PathItem.HttpMethod.POST && !reads) {
        statuses.add("428");
      }
    }
    if (reads && hasHeader(operation, item, "If-None-Match")) {
      statuses.add("304");
    }
    return statuses;
  }

  private static boolean hasHeader(Operation operation, PathItem item, String name) {
    List<Parameter> parameters = new ArrayList<>();
    for (List<Parameter> some : Arrays.asList(operation.getParameters(), item.getParameters())) {
      parameters.addAll(some == null ? List.of() : some);
    }
    return parameters.stream()
        .anyMatch(
            parameter ->
                parameter.getIn() == Parameter.In.HEADER && name.equals(parameter.getName()));
  }

  private static void add(Operation operation, String status) {
    if (operation.getResponses() == null) {
      operation.setResponses(OASFactory.createAPIResponses());
    }
    APIResponses responses = operation.getResponses();
    APIResponse own = responses.getAPIResponse(status);
    boolean empty =
        own != null
            && own.getRef() == null
            && own.getContent() == null
            && Integer.parseInt(status) >= FIRST_PROBLEM;
    if (own == null || empty) {
      APIResponse response = OASFactory.createAPIResponse();
      responses.addAPIResponse(
          status,
          status.equals("304")
              ? response.description("The client has it already")
              : response.ref("#/components/responses/" + nameOf(Integer.parseInt(status))));
    }
  }

  private static String nameOf(int status) {
    return "Problem" + status;
  }

  private static APIResponse response(List<ProblemCode> codes) {
    APIResponse response =
        OASFactory.createAPIResponse()
            .description(
                codes.stream()
                    .map(code -> "`" + code.code() + "`: " + code.title())
                    .collect(Collectors.joining("; ")))
            .content(
                OASFactory.createContent()
                    .addMediaType(
                        Problem.MEDIA_TYPE,
                        OASFactory.createMediaType()
                            .schema(OASFactory.createSchema().ref("#/components/schemas/Problem"))
                            .example(example(codes.getFirst()))));
    if (codes.stream().anyMatch(ProblemCode::retryable)) {
      response.addHeader(
          "Retry-After",
          OASFactory.createHeader()
              .description("After how many seconds another try is worth it")
              .schema(type(Schema.SchemaType.INTEGER, "Seconds")));
    }
    return response;
  }

  private static Map<String, Object> example(ProblemCode code) {
    return Problem.of(code, code.title()).toJson("/v1/products", "3f0c9a1be2d4f6a8b0c1d2e3");
  }

  private static Schema problem() {
    Schema codes = type(Schema.SchemaType.STRING, "What went wrong; a code keeps its meaning");
    Arrays.stream(ProblemCode.values()).map(ProblemCode::code).forEach(codes::addEnumeration);
    Schema errors = type(Schema.SchemaType.ARRAY, "Every wrong field");
    errors.setItems(OASFactory.createSchema().ref("#/components/schemas/FieldError"));
    return type(Schema.SchemaType.OBJECT, "RFC 9457; further members depend on the code")
        .addProperty("type", type(Schema.SchemaType.STRING, "urn:saleproof:problem:<code>"))
        .addProperty("title", type(Schema.SchemaType.STRING, "The code's meaning"))
        .addProperty("status", type(Schema.SchemaType.INTEGER, "The HTTP status"))
        .addProperty("detail", type(Schema.SchemaType.STRING, "What happened this time"))
        .addProperty("instance", type(Schema.SchemaType.STRING, "The request's path"))
        .addProperty("code", codes)
        .addProperty("requestId", type(Schema.SchemaType.STRING, "For the operator's logs"))
        .addProperty(
            "retryable", type(Schema.SchemaType.BOOLEAN, "Whether the same may succeed later"))
        .addProperty("errors", errors)
        .addProperty("currentETag", type(Schema.SchemaType.STRING, "Of a 412: the version now"))
        .addProperty("retryAfter", type(Schema.SchemaType.INTEGER, "Seconds until another try"))
        .required(
            List.of(
                "type", "title", "status", "detail", "instance", "code", "requestId", "retryable"));
  }

  private static Schema fieldError() {
    return type(Schema.SchemaType.OBJECT, "A wrong field: one of pointer, parameter, header")
        .addProperty("pointer", type(Schema.SchemaType.STRING, "JSON pointer into the body"))
        .addProperty("parameter", type(Schema.SchemaType.STRING, "Query or path parameter"))
        .addProperty("header", type(Schema.SchemaType.STRING, "Request header"))
        .addProperty("detail", type(Schema.SchemaType.STRING, "What is wrong with it"))
        .required(List.of("detail"));
  }

  private static Schema type(Schema.SchemaType type, String description) {
    return OASFactory.createSchema().addType(type).description(description);
  }
}
