package io.saleproof.catalog;

import static com.mongodb.client.model.Filters.and;
import static com.mongodb.client.model.Filters.eq;
import static com.mongodb.client.model.Filters.ne;
import static com.mongodb.client.model.Filters.nor;
import static com.mongodb.client.model.Filters.regex;
import static io.saleproof.catalog.ProductDocuments.NAME_WORDS;
import static io.saleproof.catalog.ProductDocuments.WORDS;

import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.bson.conversions.Bson;

/**
 * A search by words: every word must be one of the product's, and the last, which may still be in
 * the typing, the beginning of one.
 */
record WordSearch(List<String> whole, String last) {

  static final int MAX_LENGTH = 200;
  static final int MAX_WORDS = 10;

  WordSearch {
    whole = List.copyOf(whole);
  }

  /**
   * @throws io.saleproof.http.ProblemException 400 if there is no word in it, or too many
   */
  static WordSearch of(String q) {
    List<String> words = q.length() > MAX_LENGTH ? List.of() : Words.in(q).toList();
    if (words.isEmpty() || words.size() > MAX_WORDS) {
      throw Problem.invalid(
              FieldError.parameter(
                  "q",
                  "must have 1 to %d words and at most %d characters"
                      .formatted(MAX_WORDS, MAX_LENGTH)))
          .asException();
    }
    Set<String> whole = new LinkedHashSet<>(words.subList(0, words.size() - 1));
    return new WordSearch(List.copyOf(whole), words.getLast());
  }

  /** All that is found. */
  Bson anywhere() {
    return and(conditions(WORDS));
  }

  /**
   * The same in tiers, best first, each product in exactly one: all words in the name; the same but
   * the last only begins one; the rest. Tiers, not scores: they are plain finds, they give every
   * product a fixed place, and they are the same on every server.
   */
  List<Bson> tiers() {
    List<Bson> exactly = new ArrayList<>();
    whole.forEach(word -> exactly.add(eq(NAME_WORDS, word)));
    exactly.add(eq(NAME_WORDS, last));
    List<Bson> beginning = conditions(NAME_WORDS);
    beginning.add(ne(NAME_WORDS, last));
    List<Bson> elsewhere = conditions(WORDS);
    elsewhere.add(nor(and(conditions(NAME_WORDS))));
    return List.of(and(exactly), and(beginning), and(elsewhere));
  }

  private List<Bson> conditions(String field) {
    List<Bson> conditions = new ArrayList<>();
    whole.forEach(word -> conditions.add(eq(field, word)));
    // A word has only letters and digits, so it needs no quoting.
    conditions.add(regex(field, "^" + last));
    return conditions;
  }
}
