package io.saleproof.bench;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;

/**
 * 75 % product reads, 15 % changes, 5 % pages, 5 % orders, at random but the same for each
 * contestant. A product is changed by one connection only, which keeps its version, so that no
 * change is refused.
 */
final class Mix implements Talk {

  private static final int ALL = 100;
  private static final int CUSTOMERS = 2_000;

  /** In percent; what is left are orders. */
  private record Shares(int reads, int changes, int pages) {
    private static final Shares DAY = new Shares(75, 15, 5);

    /** So that what is seldom on that day is compiled as well when it is measured. */
    private static final Shares WARMING = new Shares(20, 55, 5);
  }

  private enum Kind {
    READ(200),
    CHANGE(200),
    PAGE(200),
    ORDER(201);

    private final int status;

    Kind(int status) {
      this.status = status;
    }
  }

  private final SplittableRandom random = new SplittableRandom(6);
  private final int products;
  private final int[] versions;
  private final Kind[] asked;
  private final int[] changing;
  private final Map<Kind, Long> counts = new EnumMap<>(Kind.class);
  private final byte[][] reads;
  private final byte[] page = Request.get(RowCachedPage.PAGE);
  private Shares shares = Shares.WARMING;
  private long orders;

  Mix(int connections, int products) {
    this.products = products;
    versions = new int[products];
    Arrays.fill(versions, 1);
    asked = new Kind[connections];
    changing = new int[connections];
    reads = new byte[products][];
    for (int i = 0; i < products; i++) {
      reads[i] = Request.get(Goods.path(i));
    }
  }

  /** It begins with one that warms up; from now on it is that of the day. */
  void beginDay() {
    shares = Shares.DAY;
    counts.clear();
  }

  /** How many requests were made so far, since the day began if it has. */
  long asked() {
    return counts.values().stream().mapToLong(Long::longValue).sum();
  }

  @Override
  public byte[] next(int connection) {
    Kind kind = kind(random.nextInt(ALL));
    asked[connection] = kind;
    counts.merge(kind, 1L, Long::sum);
    return switch (kind) {
      case READ -> reads[random.nextInt(products)];
      case CHANGE -> change(connection);
      case PAGE -> page;
      case ORDER -> order();
    };
  }

  private Kind kind(int percent) {
    if (percent < shares.reads) {
      return Kind.READ;
    } else if (percent < shares.reads + shares.changes) {
      return Kind.CHANGE;
    }
    return percent < shares.reads + shares.changes + shares.pages ? Kind.PAGE : Kind.ORDER;
  }

  private byte[] change(int connection) {
    int own = (products - connection + asked.length - 1) / asked.length;
    int product = connection + asked.length * random.nextInt(own);
    changing[connection] = product;
    int version = versions[product];
    return Request.of(
        "PUT",
        Goods.path(product),
        "If-Match: \"" + version + "\"\r\n",
        Goods.body(product, version));
  }

  private byte[] order() {
    String lines =
        "{\"customerId\": \"c%d\", \"lines\": [{\"sku\": \"%s\", \"quantity\": 1}]}"
            .formatted(random.nextInt(CUSTOMERS), Goods.sku(random.nextInt(products)));
    String key = "Idempotency-Key: mix-" + orders++ + "\r\n";
    return Request.of("POST", "/v1/orders", key, lines);
  }

  @Override
  public void answered(int connection, ResponseScan answer) {
    Kind kind = asked[connection];
    if (answer.status() != kind.status) {
      throw new IllegalStateException(kind + " was answered " + answer.status());
    }
    if (kind == Kind.CHANGE) {
      versions[changing[connection]] = Integer.parseInt(answer.header("ETag").replace("\"", ""));
    }
  }

  /** What was asked so far, in words. */
  String shares() {
    long all = asked();
    return Arrays.stream(Kind.values())
        .map(kind -> shareOf(kind, all))
        .collect(Collectors.joining(", ", "asked: ", ""));
  }

  private String shareOf(Kind kind, long all) {
    double percent = 100.0 * counts.getOrDefault(kind, 0L) / all;
    return String.format(Locale.ROOT, "%.1f %% %ss", percent, kind.name().toLowerCase(Locale.ROOT));
  }
}
