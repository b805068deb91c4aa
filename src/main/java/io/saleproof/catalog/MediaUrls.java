package io.saleproof.catalog;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.charset.StandardCharsets;

/** Makes the addresses of media: the configured base, one slash, the path percent-encoded. */
@ApplicationScoped
class MediaUrls {

  /** What RFC 3986 leaves unreserved, and the slash between segments. */
  private static final String PLAIN = "-._~/";

  private final String base;

  MediaUrls(CatalogConfig config) {
    this.base = config.cdnBaseUrl().replaceFirst("/+$", "");
  }

  String of(String path) {
    StringBuilder url = new StringBuilder(base).append('/');
    for (byte b : path.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      boolean plain = c < 128 && (Character.isLetterOrDigit(c) || PLAIN.indexOf(c) >= 0);
      if (plain) {
        url.append(c);
      } else {
        url.append('%').append("%02X".formatted((int) c));
      }
    }
    return url.toString();
  }
}
