package io.saleproof.bench;

import java.io.IOException;
import java.util.Locale;

/** Products as a shop has them, made up, the same in every run; written over HTTP. */
final class Goods {

  private static final String[] COLOURS = {"red", "ivory", "blue", "green", "pink", "black"};
  private static final String[] THINGS = {
    "Lunch bag", "Hanging heart", "Jumbo bag", "Cake case", "Tea towel", "Alarm clock", "Lantern"
  };
  private static final String[] CATEGORIES = {
    "Bags", "Decoration", "Lighting", "Kitchen", "Gifts", "Garden", "Stationery", "Toys"
  };

  private Goods() {}

  static String sku(int number) {
    return String.format(Locale.ROOT, "B%05d", number);
  }

  static String path(int number) {
    return "/v1/products/" + sku(number);
  }

  /**
   * The body of a product.
   *
   * @param revision changes its price
   */
  static String body(int number, int revision) {
    String colour = COLOURS[number % COLOURS.length];
    String thing = THINGS[number % THINGS.length];
    return String.format(
        Locale.ROOT,
        "{\"name\": \"%s %s %05d\", \"description\": \"%s in %s, for every day and for a present."
            + " Wipe clean, do not bleach. Comes in a box of one.\", \"categories\": [\"%s\","
            + " \"%s\"], \"price\": {\"amount\": %d, \"currency\": \"GBP\"}, \"attributes\":"
            + " {\"colour\": \"%s\", \"material\": \"cotton\"}, \"media\": [{\"path\":"
            + " \"products/%s.jpg\", \"kind\": \"image\", \"alt\": \"%s\"}]}",
        thing,
        colour,
        number,
        thing,
        colour,
        CATEGORIES[number % CATEGORIES.length],
        CATEGORIES[number / CATEGORIES.length % CATEGORIES.length],
        100 + (number * 37L + revision) % 5_000,
        colour,
        sku(number),
        thing);
  }

  /** Writes products 0 to count − 1. */
  static void write(int port, int count) throws IOException {
    for (int i = 0; i < count; i++) {
      expect(201, port, Request.of("PUT", path(i), "If-None-Match: *\r\n", body(i, 0)));
    }
  }

  /** Gives each of them stock. */
  static void stock(int port, int count, long units) throws IOException {
    for (int i = 0; i < count; i++) {
      String movement =
          """
          {"id": "m-%s", "type": "receive", "quantity": %d, "expectedVersion": null,
           "reason": "bench"}\
          """
              .formatted(sku(i), units);
      String key = "Idempotency-Key: stock-" + sku(i) + "\r\n";
      expect(201, port, Request.of("POST", "/v1/stock/" + sku(i) + "/movements", key, movement));
    }
  }

  /** Many at once, as a shop's own import. */
  static void load(int port, int count) throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < count; i++) {
      lines.append("{\"sku\": \"").append(sku(i)).append("\", ").append(body(i, 0).substring(1));
      lines.append('\n');
    }
    String path = "/v1/products/import";
    Recording answer =
        expect(200, port, Request.of("POST", path, "application/x-ndjson", "", lines.toString()));
    if (!answer.text().contains("\"created\":" + count)) {
      throw new IOException("not all were imported: " + answer.text());
    }
  }

  private static Recording expect(int status, int port, byte[] request) throws IOException {
    Recording answer = Recording.of(port, request);
    if (answer.status() != status) {
      throw new IOException("expected " + status + " and was answered " + answer.text());
    }
    return answer;
  }
}
