package io.saleproof.catalog;

import java.text.Normalizer;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folds text for search and sorting, the same on every server: compatibility forms made one (NFKD),
 * no diacritics, no case, no apostrophes. {@code Café's} is {@code cafes}.
 */
final class Words {

  /** A product is found by no more words than this. */
  static final int MAX_WORDS = 200;

  /** Longer words are cut here, in products and queries alike. */
  static final int MAX_WORD = 40;

  /** Longer names are sorted by their beginning; then the SKU decides. */
  static final int MAX_SORT_KEY = 100;

  private static final Pattern MARKS = Pattern.compile("\\p{M}+");
  private static final Pattern APOSTROPHES = Pattern.compile("['\u2019\u02BC]");
  private static final Pattern BETWEEN_WORDS = Pattern.compile("[^\\p{L}\\p{N}]+");
  private static final Pattern SPACES = Pattern.compile("\\s+");

  private Words() {}

  static String fold(String text) {
    // Upper case makes of the sharp s what it is spelled as without one; lower case before it,
    // since the capital sharp s has no other upper case than itself. A sigma that ends a word is a
    // sigma.
    String caseless =
        Normalizer.normalize(text, Normalizer.Form.NFKD)
            .toLowerCase(Locale.ROOT)
            .toUpperCase(Locale.ROOT)
            .toLowerCase(Locale.ROOT)
            .replace('\u03C2', '\u03C3');
    String bare =
        MARKS.matcher(Normalizer.normalize(caseless, Normalizer.Form.NFKD)).replaceAll("");
    return APOSTROPHES.matcher(bare).replaceAll("");
  }

  /** The key that names are sorted by. */
  static String sortKey(String name) {
    return cut(SPACES.matcher(fold(name)).replaceAll(" ").strip(), MAX_SORT_KEY);
  }

  /** The words of the texts in their order, each once, at most {@value #MAX_WORDS}. */
  static List<String> of(String... texts) {
    return Arrays.stream(texts).flatMap(Words::in).distinct().limit(MAX_WORDS).toList();
  }

  /** The words of a text in their order. They consist of letters and digits alone. */
  static Stream<String> in(String text) {
    return BETWEEN_WORDS
        .splitAsStream(fold(text))
        .filter(word -> !word.isEmpty())
        .map(word -> cut(word, MAX_WORD));
  }

  private static String cut(String text, int length) {
    if (text.length() <= length) {
      return text;
    }
    boolean amidPair = Character.isHighSurrogate(text.charAt(length - 1));
    return text.substring(0, amidPair ? length - 1 : length);
  }
}
