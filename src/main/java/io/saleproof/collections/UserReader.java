package io.saleproof.collections;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.saleproof.collections.ReadUser.Fault;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Reads a user from a request's body and tells what is wrong with it in the words of the original
 * service (those of its validation library). An age may be written {@code 30} or {@code 30.0}, not
 * {@code "30"}.
 */
@Singleton
class UserReader {

  /** Above it a floating-point number doesn't name one whole number. */
  private static final double LARGEST_EXACT = 1L << 53;

  private static final String NO_INTEGER = "Input should be a valid integer";

  private final ObjectMapper mapper;

  UserReader(ObjectMapper mapper) {
    this.mapper = mapper;
  }

  ReadUser read(byte[] body, @Nullable String contentType) {
    if (body.length == 0) {
      return ReadUser.Invalid.of(Fault.ofBody("missing", "Field required"));
    }
    // Without a media type a body counts as JSON; with another one it is no object.
    if (contentType != null && !isJson(contentType)) {
      return noObject();
    }
    try {
      JsonNode json = mapper.readTree(body);
      return json.isObject() ? fields(json) : noObject();
    } catch (JsonProcessingException broken) {
      long offset = broken.getLocation() == null ? 0 : broken.getLocation().getByteOffset();
      return ReadUser.Invalid.of(
          new Fault(List.of("body", Math.max(0, offset)), "JSON decode error", "json_invalid"));
    } catch (IOException notUtf8) {
      return ReadUser.Invalid.of(
          new Fault(List.of("body", 0), "JSON decode error", "json_invalid"));
    }
  }

  private static boolean isJson(String contentType) {
    String type = contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json")
        || (type.startsWith("application/") && type.endsWith("+json"));
  }

  private static ReadUser noObject() {
    return ReadUser.Invalid.of(
        Fault.ofBody(
            "model_attributes_type",
            "Input should be a valid dictionary or object to extract fields from"));
  }

  private static ReadUser fields(JsonNode json) {
    List<Fault> faults = new ArrayList<>();
    JsonNode age = json.get("age");
    JsonNode name = json.get("name");
    addIfWrong(faults, ageFault(age));
    addIfWrong(faults, nameFault(name));
    return faults.isEmpty()
        ? new ReadUser.Valid(new NewUser(age.longValue(), name.textValue()))
        : new ReadUser.Invalid(faults);
  }

  private static void addIfWrong(List<Fault> faults, @Nullable Fault fault) {
    if (fault != null) {
      faults.add(fault);
    }
  }

  private static @Nullable Fault ageFault(@Nullable JsonNode age) {
    if (age == null) {
      return Fault.at("age", "missing", "Field required");
    }
    if (age.isIntegralNumber()) {
      return age.canConvertToLong() ? null : Fault.at("age", "int_parsing_size", NO_INTEGER);
    }
    if (age.isFloatingPointNumber()) {
      return floatFault(age.doubleValue());
    }
    return Fault.at("age", age.isTextual() ? "int_parsing" : "int_type", NO_INTEGER);
  }

  private static @Nullable Fault floatFault(double age) {
    if (Math.abs(age) > LARGEST_EXACT) {
      return Fault.at("age", "int_parsing_size", NO_INTEGER);
    }
    return age == Math.rint(age)
        ? null
        : Fault.at("age", "int_from_float", NO_INTEGER + ", got a number with a fractional part");
  }

  private static @Nullable Fault nameFault(@Nullable JsonNode name) {
    if (name == null) {
      return Fault.at("name", "missing", "Field required");
    }
    if (!name.isTextual()) {
      return Fault.at("name", "string_type", "Input should be a valid string");
    }
    if (name.textValue().length() > NewUser.MAX_NAME) {
      return Fault.at(
          "name",
          "string_too_long",
          "String should have at most " + NewUser.MAX_NAME + " characters");
    }
    // Half a surrogate pair can't be stored and given back as it came.
    return StandardCharsets.UTF_8.newEncoder().canEncode(name.textValue())
        ? null
        : Fault.at("name", "string_unicode", "Input should be a valid string");
  }
}
