package io.saleproof.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.saleproof.http.Preconditions.Expected;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PreconditionsTest {

  @Test
  void readsWhatAWriteExpects() {
    assertThat(new Preconditions("\"3\"", null).forWrite())
        .isEqualTo(new Expected.OneOf(Set.of(3L)));
    assertThat(new Preconditions("\"3\", \"4\"", null).forWrite())
        .isEqualTo(new Expected.OneOf(Set.of(3L, 4L)));
    assertThat(new Preconditions("*", null).forWrite()).isEqualTo(new Expected.Present());
    assertThat(new Preconditions(null, " * ").forWrite()).isEqualTo(new Expected.Absent());
  }

  @Test
  void weakAndForeignTagsMatchNoVersion() {
    assertThat(new Preconditions("W/\"3\", \"x\"", null).forWrite().isMetBy(3L)).isFalse();
    assertThat(new Preconditions("\"03\"", null).forWrite().isMetBy(3L)).isFalse();
  }

  @Test
  void missingHeadersAreA428() {
    assertThatThrownBy(() -> new Preconditions(null, null).forWrite())
        .isInstanceOfSatisfying(
            ProblemException.class,
            refusal ->
                assertThat(refusal.problem().code()).isEqualTo(ProblemCode.PRECONDITION_REQUIRED));
  }

  @ParameterizedTest
  @ValueSource(strings = {"3", "\"3", "\"3\" \"4\"", "", ",", "W/3", "\"3\",*"})
  void refusesMalformedTags(String header) {
    assertThatThrownBy(() -> new Preconditions(header, null).forWrite())
        .isInstanceOf(ProblemException.class)
        .hasMessageStartingWith("If-Match: ");
  }

  @Test
  void aReadMayNameWhatItHasWeaklyToo() {
    assertThat(new Preconditions(null, "\"2\", W/\"3\"").has(new Etag(3))).isTrue();
    assertThat(new Preconditions(null, "\"2\"").has(new Etag(3))).isFalse();
    assertThat(new Preconditions(null, "*").has(new Etag(3))).isTrue();
    assertThat(new Preconditions(null, null).has(new Etag(3))).isFalse();
    assertThat(new Preconditions(null, "\"a-b_C\"").has("a-b_C")).isTrue();
  }
}
