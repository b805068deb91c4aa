package io.saleproof.http;

import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.UriInfo;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** The {@code Link} header of a page that has a next one (RFC 8288). */
public final class PageLink {

  private PageLink() {}

  /** The same list's next page, as a path with the same query and another cursor. */
  public static String next(RoutingContext context, UriInfo uri, String cursor) {
    StringJoiner query = new StringJoiner("&");
    uri.getQueryParameters()
        .forEach(
            (name, values) -> {
              if (!name.equals("cursor")) {
                values.forEach(value -> query.add(encode(name) + "=" + encode(value)));
              }
            });
    query.add("cursor=" + encode(cursor));
    return "<" + context.request().path() + "?" + query + ">; rel=\"next\"";
  }

  /**
   * The same, of an address as it came.
   *
   * @param query with its escapes; null without one
   */
  public static String next(String path, @Nullable String query, String cursor) {
    StringJoiner pairs = new StringJoiner("&");
    for (String pair : query == null ? new String[0] : query.split("&", -1)) {
      if (!pair.isEmpty() && !pair.equals("cursor") && !pair.startsWith("cursor=")) {
        pairs.add(pair);
      }
    }
    pairs.add("cursor=" + encode(cursor));
    return "<" + path + "?" + pairs + ">; rel=\"next\"";
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
