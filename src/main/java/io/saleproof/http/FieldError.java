package io.saleproof.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One wrong field of a request: exactly one of a JSON pointer into the body, a query or path
 * parameter, or a header, and what is wrong with it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FieldError(
    @Nullable String pointer, @Nullable String parameter, @Nullable String header, String detail) {

  public FieldError {
    pointer = pointer == null ? null : wellFormed(pointer);
    parameter = parameter == null ? null : wellFormed(parameter);
  }

  public static FieldError pointer(String pointer, String detail) {
    return new FieldError(pointer, null, null, detail);
  }

  public static FieldError parameter(String name, String detail) {
    return new FieldError(null, name, null, detail);
  }

  public static FieldError header(String name, String detail) {
    return new FieldError(null, null, name, detail);
  }

  /** Names come from clients: half a surrogate pair in one could not be written as JSON. */
  private static String wellFormed(String name) {
    return PlainText.Validator.isWellFormed(name) ? name : new String(name.getBytes(UTF_8), UTF_8);
  }

  String where() {
    if (pointer != null) {
      return pointer.isEmpty() ? "the body" : pointer;
    }
    return parameter != null ? parameter : String.valueOf(header);
  }
}
