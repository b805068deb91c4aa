package io.saleproof.session;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Arrays;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.Components;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.headers.Header;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/** Describes sessions once, and refers to that from every path and every response of its own. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class SessionDescription implements OASFilter {

  private static final String TOKEN_PARAMETER = "SessionToken";
  private static final String COOKIE_PARAMETER = "SessionCookie";
  private static final String PREFER_PARAMETER = "Prefer";

  private static final Map<String, String> ANSWERED =
      Map.of(
          SessionHeaders.TOKEN,
          "Says what this client has seen and written, the same as the SESSION cookie; opaque",
          SessionHeaders.WARNING,
          "Why tokens of the request were ignored: malformed, forged, foreign, future, refused",
          SessionHeaders.APPLIED,
          "Which preferences were applied, and how a read was answered (RFC 7240)");

  @Override
  public void filterOpenAPI(OpenAPI api) {
    if (api.getComponents() == null) {
      api.setComponents(OASFactory.createComponents());
    }
    Components components = api.getComponents();
    ANSWERED.forEach((name, meaning) -> components.addHeader(name, header(meaning)));
    components.addParameter(TOKEN_PARAMETER, token(Parameter.In.HEADER, SessionHeaders.TOKEN));
    components.addParameter(COOKIE_PARAMETER, token(Parameter.In.COOKIE, SessionHeaders.COOKIE));
    components.addParameter(PREFER_PARAMETER, prefer());
    if (components.getResponses() != null) {
      components.getResponses().values().forEach(SessionDescription::answersWithToken);
    }
    if (api.getPaths() != null && api.getPaths().getPathItems() != null) {
      api.getPaths().getPathItems().values().forEach(SessionDescription::complete);
    }
  }

  private static void complete(PathItem item) {
    for (String name : Arrays.asList(TOKEN_PARAMETER, COOKIE_PARAMETER, PREFER_PARAMETER)) {
      item.addParameter(OASFactory.createParameter().ref("#/components/parameters/" + name));
    }
    item.getOperations().values().stream()
        .filter(operation -> operation.getResponses() != null)
        .flatMap(operation -> operation.getResponses().getAPIResponses().values().stream())
        .filter(response -> response.getRef() == null)
        .forEach(SessionDescription::answersWithToken);
  }

  private static void answersWithToken(APIResponse response) {
    for (String name : ANSWERED.keySet()) {
      response.addHeader(name, OASFactory.createHeader().ref("#/components/headers/" + name));
    }
  }

  private static Header header(String meaning) {
    return OASFactory.createHeader().description(meaning).schema(text());
  }

  private static Parameter token(Parameter.In where, String name) {
    return OASFactory.createParameter()
        .name(name)
        .in(where)
        .required(false)
        .description(
            "The newest token that this client has; several, with commas, count together in the"
                + " header. Whatever is no token of this shop's is ignored with a warning")
        .schema(text());
  }

  private static Parameter prefer() {
    return OASFactory.createParameter()
        .name(SessionHeaders.PREFER)
        .in(Parameter.In.HEADER)
        .required(false)
        .description(
            "RFC 7240: wait=N (0 to 10 s for a replica to catch up), handling=strict (503 rather"
                + " than the primary), consistency=eventual (any replica, for services)")
        .schema(text());
  }

  private static Schema text() {
    return OASFactory.createSchema().addType(Schema.SchemaType.STRING);
  }
}
