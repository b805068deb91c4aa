package io.saleproof.collections;

import jakarta.ws.rs.core.MediaType;
import java.util.List;

/** The page at {@code /} for people, and who is one. */
final class WelcomePage {

  static final String HTML =
      """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>Saleproof</title>
      <style>
      body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 4rem auto;
        padding: 0 1rem; color-scheme: light dark; }
      dt { font-weight: 600; margin-top: 1rem; } dd { margin: 0; }
      </style>
      </head>
      <body>
      <h1>Saleproof</h1>
      <p>An e-commerce backend that stays exact on sale days. It runs.</p>
      <dl>
      <dt><a href="/docs">Try the API</a></dt><dd>every operation, from the browser</dd>
      <dt><a href="/openapi">The API's description</a></dt><dd>OpenAPI, for programs</dd>
      <dt><a href="/v1/products">The catalogue</a></dt><dd>the first page of products</dd>
      <dt><a href="/v1/categories">The categories</a></dt><dd>with the number of products</dd>
      <dt><a href="/q/health">Health</a> and <a href="/q/metrics">metrics</a></dt>
      <dd>for who operates it</dd>
      </dl>
      </body>
      </html>
      """;

  private WelcomePage() {}

  /**
   * Whether a client would rather have HTML than JSON.
   *
   * @param accepted the media types of its Accept header, dearest first
   */
  static boolean wantedBy(List<MediaType> accepted) {
    for (MediaType type : accepted) {
      if (type.isWildcardType()) {
        return false;
      }
      if (type.isCompatible(MediaType.TEXT_HTML_TYPE)) {
        return true;
      }
      if (type.isCompatible(MediaType.APPLICATION_JSON_TYPE)) {
        return false;
      }
    }
    return false;
  }
}
