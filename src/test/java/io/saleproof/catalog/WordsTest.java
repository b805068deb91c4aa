package io.saleproof.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.http.ProblemException;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {

  @ParameterizedTest
  @CsvSource({
    "Café, cafe",
    "CAFE\u0301, cafe",
    "Straße, strasse",
    "STRAẞE, strasse",
    "ΟΔΟΣ, οδοσ",
    "οδός, οδοσ",
    "ﬁne, fine",
    "Ｔ-Light, t-light",
    "İstanbul, istanbul",
    "Children\u2019s, childrens",
    "Ångström, angstrom"
  })
  void foldsCaseDiacriticsAndForms(String text, String folded) {
    assertThat(Words.fold(text)).isEqualTo(folded);
  }

  @Test
  void splitsAtWhatIsNeitherLetterNorDigit() {
    assertThat(Words.of("WHITE HANGING-HEART (T-LIGHT), 6/box", "Children's white"))
        .containsExactly("white", "hanging", "heart", "t", "light", "6", "box", "childrens");
  }

  @Test
  void boundsNumberAndLengthOfWords() {
    StringBuilder many = new StringBuilder("x".repeat(500));
    for (int i = 0; i < 1_000; i++) {
      many.append(" w").append(i);
    }
    assertThat(Words.of(many.toString()))
        .hasSize(Words.MAX_WORDS)
        .allMatch(word -> word.length() <= Words.MAX_WORD);
  }

  @Test
  void foldsEachCharacterToItsEndAtOnce() {
    assertThat(
            IntStream.rangeClosed(0, Character.MAX_CODE_POINT)
                .filter(point -> point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE)
                .mapToObj(Character::toString)
                .filter(text -> !Words.fold(Words.fold(text)).equals(Words.fold(text))))
        .isEmpty();
  }

  @Property(tries = 300)
  void foldingTwiceIsFoldingOnce(@ForAll String text) {
    assertThat(Words.fold(Words.fold(text))).isEqualTo(Words.fold(text));
  }

  @Property(tries = 300)
  void wordsNeedNoQuoting(@ForAll String text) {
    assertThat(Words.in(text)).allMatch(word -> word.matches("[\\p{L}\\p{N}]+"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "!?", "'", "…", "1 2 3 4 5 6 7 8 9 10 11"})
  void refusesSearchWithoutWordsOrWithTooMany(String q) {
    assertThatThrownBy(() -> WordSearch.of(q))
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("q: ");
  }

  @Test
  void takesTheLastWordAsABeginningEvenIfItCameBefore() {
    assertThat(WordSearch.of("red mug red"))
        .isEqualTo(new WordSearch(java.util.List.of("red", "mug"), "red"));
  }
}
