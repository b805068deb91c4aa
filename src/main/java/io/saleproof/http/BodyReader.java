package io.saleproof.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.validation.ConstraintViolation;
import jakarta.validation.Path;
import jakarta.validation.Validator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Turns JSON into validated records, and what is wrong with it into problems with pointers. */
@ApplicationScoped
public class BodyReader {

  private final ObjectMapper mapper;
  private final Validator validator;

  BodyReader(ObjectMapper mapper, Validator validator) {
    this.mapper = mapper;
    this.validator = validator;
  }

  /**
   * Converts a tree, for instance a patched resource.
   *
   * @throws ProblemException 400 that names every wrong field by its JSON pointer
   */
  public <T> T read(JsonNode json, Class<T> type) {
    try {
      return validated(mapper.treeToValue(json, type));
    } catch (JsonProcessingException wrong) {
      throw problemOf(wrong).asException();
    }
  }

  /** The same for one line of NDJSON. */
  public <T> T read(String json, Class<T> type) {
    try {
      return validated(mapper.readValue(json, type));
    } catch (JsonProcessingException wrong) {
      throw problemOf(wrong).asException();
    }
  }

  public JsonNode tree(Object value) {
    return mapper.valueToTree(value);
  }

  private <T> T validated(@Nullable T value) {
    if (value == null) {
      throw Problem.invalid(FieldError.pointer("", "must not be null")).asException();
    }
    Set<ConstraintViolation<T>> violations = validator.validate(value);
    if (violations.isEmpty()) {
      return value;
    }
    throw Problem.invalid(
            violations.stream()
                .map(v -> FieldError.pointer(pointerOf(v.getPropertyPath()), v.getMessage()))
                .sorted(java.util.Comparator.comparing(FieldError::where))
                .toList())
        .asException();
  }

  private static String pointerOf(Path path) {
    StringBuilder pointer = new StringBuilder();
    path.forEach(node -> append(pointer, node));
    return pointer.toString();
  }

  /** Appends one node of a validation path as JSON pointer tokens (RFC 6901). */
  static void append(StringBuilder pointer, Path.Node node) {
    if (node.getIndex() != null) {
      pointer.append('/').append(node.getIndex());
    } else if (node.getKey() != null) {
      pointer.append('/').append(escape(node.getKey().toString()));
    }
    String name = node.getName();
    if (name != null && !name.startsWith("<")) {
      pointer.append('/').append(escape(name));
    }
  }

  /** What is wrong with a body that Jackson refused; its own text never leaves. */
  public static Problem problemOf(JsonProcessingException wrong) {
    if (wrong instanceof JsonMappingException mapping
        && !(wrong.getCause() instanceof com.fasterxml.jackson.core.JsonParseException)) {
      return Problem.invalid(
          List.of(FieldError.pointer(pointerOf(mapping.getPath()), JsonFaults.describe(mapping))));
    }
    return Problem.of(ProblemCode.MALFORMED_JSON, "The body " + JsonFaults.position(wrong));
  }

  private static String pointerOf(List<JsonMappingException.Reference> path) {
    StringBuilder pointer = new StringBuilder();
    for (JsonMappingException.Reference step : path) {
      String name = step.getFieldName();
      pointer.append('/').append(name == null ? String.valueOf(step.getIndex()) : escape(name));
    }
    return pointer.toString();
  }

  private static String escape(String token) {
    return token.replace("~", "~0").replace("/", "~1");
  }
}
