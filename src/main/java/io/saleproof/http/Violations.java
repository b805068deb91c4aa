package io.saleproof.http;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ConstraintViolationException;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.QueryParam;
import java.lang.annotation.Annotation;
import java.util.Comparator;
import java.util.List;

/** Violated constraints of a resource method's parameters, told in the client's words. */
final class Violations {

  private Violations() {}

  /** Whether it is our own answer that is wrong, not the client's request. */
  static boolean areOurs(ConstraintViolationException exception) {
    return exception.getConstraintViolations().stream()
        .flatMap(violation -> nodes(violation).stream())
        .anyMatch(node -> node.getKind() == ElementKind.RETURN_VALUE);
  }

  static List<FieldError> toFieldErrors(ConstraintViolationException exception) {
    return exception.getConstraintViolations().stream()
        .map(Violations::toFieldError)
        .sorted(Comparator.comparing(FieldError::where))
        .toList();
  }

  private static FieldError toFieldError(ConstraintViolation<?> violation) {
    StringBuilder pointer = new StringBuilder();
    for (Path.Node node : nodes(violation)) {
      // The method and its parameter are names of ours, not of the client's body.
      if (node.getKind() != ElementKind.METHOD && node.getKind() != ElementKind.PARAMETER) {
        BodyReader.append(pointer, node);
      }
    }
    for (Annotation annotation : annotationsOfParameter(violation)) {
      if (annotation instanceof QueryParam parameter) {
        return FieldError.parameter(parameter.value(), violation.getMessage());
      }
      if (annotation instanceof PathParam parameter) {
        return FieldError.parameter(parameter.value(), violation.getMessage());
      }
      if (annotation instanceof HeaderParam header) {
        return FieldError.header(header.value(), violation.getMessage());
      }
    }
    return FieldError.pointer(pointer.toString(), violation.getMessage());
  }

  /** Found on the class as written: the container's subclass of it has no such annotations. */
  private static List<Annotation> annotationsOfParameter(ConstraintViolation<?> violation) {
    List<Path.Node> nodes = nodes(violation);
    if (nodes.size() < 2 || nodes.get(1).getKind() != ElementKind.PARAMETER) {
      return List.of();
    }
    Path.MethodNode method = nodes.get(0).as(Path.MethodNode.class);
    int index = nodes.get(1).as(Path.ParameterNode.class).getParameterIndex();
    Class<?>[] types = method.getParameterTypes().toArray(Class<?>[]::new);
    for (Class<?> at = violation.getRootBeanClass(); at != null; at = at.getSuperclass()) {
      try {
        Annotation[] found =
            at.getDeclaredMethod(method.getName(), types).getParameterAnnotations()[index];
        if (found.length > 0) {
          return List.of(found);
        }
      } catch (NoSuchMethodException inherited) {
        // The superclass has it.
      }
    }
    return List.of();
  }

  private static List<Path.Node> nodes(ConstraintViolation<?> violation) {
    List<Path.Node> nodes = new java.util.ArrayList<>();
    violation.getPropertyPath().forEach(nodes::add);
    return nodes;
  }
}
