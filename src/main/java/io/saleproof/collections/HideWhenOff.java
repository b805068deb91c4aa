package io.saleproof.collections;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.List;
import org.eclipse.microprofile.config.ConfigProvider;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;

/** Leaves the collections out of the API's description where they are switched off. */
@OpenApiFilter(OpenApiFilter.RunStage.RUN)
public final class HideWhenOff implements OASFilter {

  private static final String PREFIX = "/{collection}/";

  @Override
  public void filterOpenAPI(OpenAPI description) {
    boolean enabled =
        ConfigProvider.getConfig()
            .getOptionalValue("saleproof.collections.enabled", Boolean.class)
            .orElse(false);
    if (enabled || description.getPaths() == null) {
      return;
    }
    for (String path : List.copyOf(description.getPaths().getPathItems().keySet())) {
      if (path.startsWith(PREFIX)) {
        description.getPaths().removePathItem(path);
      }
    }
  }
}
