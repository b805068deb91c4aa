package io.saleproof.http;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * One wrong field of a request: exactly one of a JSON pointer into the body, a query or path
 * parameter, or a header, and what is wrong with it.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FieldError(
    @Nullable String pointer, @Nullable String parameter, @Nullable String header, String detail) {

  public static FieldError pointer(String pointer, String detail) {
    return new FieldError(pointer, null, null, detail);
  }

  public static FieldError parameter(String name, String detail) {
    return new FieldError(null, name, null, detail);
  }

  public static FieldError header(String name, String detail) {
    return new FieldError(null, null, name, detail);
  }

  String where() {
    if (pointer != null) {
      return pointer.isEmpty() ? "the body" : pointer;
    }
    return parameter != null ? parameter : String.valueOf(header);
  }
}
