package io.saleproof.catalog;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The catalogue. */
@ConfigMapping(prefix = "saleproof.catalog")
public interface CatalogConfig {

  /**
   * What the addresses of pictures and videos begin with: a path on this host or an https address.
   * Changing it moves all media to another CDN at once and changes no data.
   */
  @WithDefault("/media")
  String cdnBaseUrl();

  /**
   * How old the list of categories may be. Raising it spares the database a count over all
   * products; a new category is then seen later at instances that are not told of it. Above 0, and
   * not above 30 seconds.
   */
  @WithDefault("PT20S")
  Duration categoriesMaxAge();
}
