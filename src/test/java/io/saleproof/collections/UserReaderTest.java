package io.saleproof.collections;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.saleproof.collections.ReadUser.Fault;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserReaderTest {

  private final UserReader reader =
      new UserReader(
          JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build());

  @ParameterizedTest
  @ValueSource(
      strings = {"application/json", "application/json; charset=utf-8", "application/x+json"})
  void readsAUser(String contentType) {
    assertThat(reader.read(bytes("{\"age\": 30, \"name\": \"Ada\"}"), contentType))
        .isEqualTo(new ReadUser.Valid(new NewUser(30, "Ada")));
  }

  @Test
  void takesABodyWithoutAMediaTypeForJson() {
    assertThat(reader.read(bytes("{\"age\": 30, \"name\": \"\"}"), null))
        .isEqualTo(new ReadUser.Valid(new NewUser(30, "")));
  }

  @Test
  void takesAWholeNumberWrittenWithAPoint() {
    assertThat(read("{\"age\": 30.0, \"name\": \"Bo\"}"))
        .isEqualTo(new ReadUser.Valid(new NewUser(30, "Bo")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'age': '30', 'name': 'a'}                | age  | int_parsing",
        "{'age': null, 'name': 'a'}                | age  | int_type",
        "{'age': true, 'name': 'a'}                | age  | int_type",
        "{'age': [], 'name': 'a'}                  | age  | int_type",
        "{'age': 1.5, 'name': 'a'}                 | age  | int_from_float",
        "{'age': 1e300, 'name': 'a'}               | age  | int_parsing_size",
        "{'age': 1e999, 'name': 'a'}               | age  | int_parsing_size",
        "{'age': 9223372036854775808, 'name': 'a'} | age  | int_parsing_size",
        "{'name': 'a'}                             | age  | missing",
        "{'age': 1}                                | name | missing",
        "{'age': 1, 'name': null}                  | name | string_type",
        "{'age': 1, 'name': 7}                     | name | string_type",
        "{'age': 1, 'name': {'$ne': 1}}            | name | string_type",
        "{'age': 1, 'name': '\\ud800'}             | name | string_unicode"
      })
  void refusesAWrongField(String body, String field, String type) {
    List<Fault> faults = faults(body.replace('\'', '"'));

    assertThat(faults).hasSize(1);
    assertThat(faults.getFirst().loc()).isEqualTo(List.of("body", field));
    assertThat(faults.getFirst().type()).isEqualTo(type);
    assertThat(faults.getFirst().msg()).isNotEmpty();
  }

  @Test
  void refusesANameThatIsTooLong() {
    assertThat(read("{\"age\": 1, \"name\": \"" + "n".repeat(1_000) + "\"}"))
        .isInstanceOf(ReadUser.Valid.class);
    assertThat(faults("{\"age\": 1, \"name\": \"" + "n".repeat(1_001) + "\"}"))
        .extracting(Fault::type)
        .containsExactly("string_too_long");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"age\": 1, \"name\": \"a\"",
        "{\"age\": NaN, \"name\": \"a\"}",
        "{\"age\": 1, \"name\": \"a\"} x",
        "not json"
      })
  void tellsWhereJsonIsBroken(String body) {
    Fault fault = faults(body).getFirst();

    assertThat(fault.type()).isEqualTo("json_invalid");
    assertThat(fault.msg()).isEqualTo("JSON decode error");
    assertThat(fault.loc().getFirst()).isEqualTo("body");
    assertThat((long) fault.loc().getLast()).isBetween(0L, (long) body.length());
  }

  @Test
  void refusesInvalidUtf8() {
    byte[] body = bytes("{\"age\": 1, \"name\": \"a?\"}");
    body[body.length - 3] = (byte) 0xff;

    assertThat(reader.read(body, "application/json"))
        .isInstanceOfSatisfying(
            ReadUser.Invalid.class,
            invalid ->
                assertThat(invalid.detail())
                    .extracting(Fault::type)
                    .containsExactly("json_invalid"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "7", "\"text\"", "null", "   "})
  void refusesABodyThatIsNoObject(String body) {
    assertThat(faults(body).getFirst().loc()).isEqualTo(List.of("body"));
  }

  private ReadUser read(String body) {
    return reader.read(bytes(body), "application/json");
  }

  private List<Fault> faults(String body) {
    return switch (read(body)) {
      case ReadUser.Valid valid -> List.of();
      case ReadUser.Invalid invalid -> invalid.detail();
    };
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
