package io.saleproof.bench;

import java.io.IOException;
import java.util.Arrays;

/** A page of 20 products, written and then read until the cache answers. */
final class CachedPage {

  static final int PRODUCTS = 1_000;
  private static final int MAX_READS = 5;

  private CachedPage() {}

  /**
   * The page as the cache answers it.
   *
   * @throws IOException if the cache doesn't, or another one than is to be measured
   */
  static Recording of(int port, boolean redis) throws IOException {
    Recording answer = Recording.of(port, Request.get(RowCachedPage.PAGE));
    for (int i = 0; i < MAX_READS && !isHit(answer); i++) {
      answer = Recording.of(port, Request.get(RowCachedPage.PAGE));
    }
    String status = answer.header("Cache-Status");
    if (answer.status() != 200 || !isHit(answer) || status.contains("redis") != redis) {
      throw new IOException("the page was not cached where it should be: " + status);
    }
    return answer;
  }

  private static boolean isHit(Recording answer) {
    return answer.header("Cache-Status").contains("hit");
  }

  /** The bare server must answer what was recorded, byte for byte. */
  static void requireSame(Recording page, int bare) throws IOException {
    Recording answer = Recording.of(bare, Request.get(RowCachedPage.PAGE));
    if (!Arrays.equals(answer.bytes(), page.bytes())) {
      throw new IOException("the bare server answers something else: " + answer.text());
    }
  }
}
