package io.saleproof.answers;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a client's {@code Accept-Encoding} (RFC 9110, 12.5.3) allows. */
final class Encodings {

  private Encodings() {}

  /** Whether it names gzip, or everything, and doesn't weigh it with 0. */
  static boolean takeGzip(@Nullable String accepted) {
    if (accepted == null || accepted.isEmpty()) {
      return false;
    }
    boolean any = false;
    for (String part : accepted.toLowerCase(Locale.ROOT).split(",", -1)) {
      int weight = part.indexOf(';');
      String coding = (weight < 0 ? part : part.substring(0, weight)).strip();
      boolean wanted = weight < 0 || !isZero(part.substring(weight + 1));
      if (coding.equals("gzip") || coding.equals("x-gzip")) {
        return wanted;
      }
      any |= coding.equals("*") && wanted;
    }
    return any;
  }

  private static boolean isZero(String weight) {
    String compact = weight.replace(" ", "").replace("\t", "");
    return compact.startsWith("q=0")
        && compact.substring(3).chars().allMatch(c -> "0.".indexOf(c) >= 0);
  }
}
