package io.saleproof.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.InvalidFormatException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.exc.ValueInstantiationException;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Sentences of ours for what Jackson found; Jackson's own texts name classes and are kept in. */
final class JsonFaults {

  private JsonFaults() {}

  static String describe(JsonMappingException fault) {
    Throwable cause = fault.getCause();
    if (fault instanceof UnrecognizedPropertyException) {
      return "is not a field of this resource";
    }
    if (fault instanceof ValueInstantiationException
        && cause instanceof IllegalArgumentException own
        && own.getMessage() != null) {
      return own.getMessage();
    }
    if (cause instanceof InputCoercionException) {
      return "is out of range";
    }
    if (fault instanceof InvalidFormatException format) {
      if (format.getTargetType() == String.class && format.getValue() instanceof String) {
        return "is not valid Unicode";
      }
      return "must be " + kind(format.getTargetType());
    }
    if (fault instanceof MismatchedInputException mismatch) {
      return mismatch.getMessage() != null && mismatch.getMessage().startsWith("Missing required")
          ? "is required"
          : "must be " + kind(mismatch.getTargetType());
    }
    return "can't be read";
  }

  static String position(JsonProcessingException fault) {
    JsonLocation at = fault.getLocation();
    return at == null
        ? "is not valid JSON"
        : "is not valid JSON near line %d, column %d".formatted(at.getLineNr(), at.getColumnNr());
  }

  private static String kind(@Nullable Class<?> type) {
    if (type == null) {
      return "of another type";
    }
    if (type == long.class || type == int.class || type == Long.class || type == Integer.class) {
      return "a whole number within range";
    }
    if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    }
    if (CharSequence.class.isAssignableFrom(type)) {
      return "a string";
    }
    if (java.util.Collection.class.isAssignableFrom(type) || type.isArray()) {
      return "an array";
    }
    if (type.isEnum()) {
      return "one of "
          + String.join(
              ", ",
              java.util.Arrays.stream(type.getEnumConstants())
                  .map(value -> value.toString().toLowerCase(Locale.ROOT).replace('_', '-'))
                  .toList());
    }
    return type.getPackageName().startsWith("java.time") ? "an RFC 3339 time" : "an object";
  }
}
