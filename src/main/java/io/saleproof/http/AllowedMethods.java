package io.saleproof.http;

import io.quarkus.arc.Arc;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Singleton;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which addresses there are, for labels of metrics, and which methods they have, for the {@code
 * Allow} header that a 405 must carry.
 */
@Singleton
public final class AllowedMethods {

  private static final Pattern PARAMETER = Pattern.compile("\\{[^/{}:]+(?::([^{}]*))?}");

  private static final Pattern PARAMETER_PATTERN = Pattern.compile(":[^{}]*}");

  private record Operation(String template, Pattern path, String method) {}

  private volatile @Nullable List<Operation> operations;

  /** The methods of the resource at this path, as the header wants them. */
  String at(String path) {
    TreeSet<String> methods = new TreeSet<>(List.of("OPTIONS"));
    for (Operation operation : operations()) {
      if (operation.path().matcher(path).matches()) {
        methods.add(operation.method());
      }
    }
    if (methods.contains("GET")) {
      methods.add("HEAD");
    }
    return String.join(", ", methods);
  }

  /**
   * The template of the resource at this path, such as {@code /v1/orders/{id}}, without patterns of
   * its parameters; null: none.
   */
  @Nullable String templateOf(String path) {
    for (Operation operation : operations()) {
      if (operation.path().matcher(path).matches()) {
        return PARAMETER_PATTERN.matcher(operation.template()).replaceAll("}");
      }
    }
    return null;
  }

  private List<Operation> operations() {
    List<Operation> known = operations;
    if (known == null) {
      known = find();
      operations = known;
    }
    return known;
  }

  private static List<Operation> find() {
    List<Operation> found = new ArrayList<>();
    Arc.container().beanManager().getBeans(Object.class, Any.Literal.INSTANCE).stream()
        .map(bean -> bean.getBeanClass())
        .filter(type -> type.isAnnotationPresent(Path.class))
        .distinct()
        .forEach(
            resource -> {
              for (Method method : resource.getMethods()) {
                add(resource, method, found);
              }
            });
    // Of several that match a path, the one with most of it said is meant (JAX-RS, 3.7.2).
    found.sort(Comparator.comparing(operation -> -literals(operation.template())));
    return List.copyOf(found);
  }

  private static void add(Class<?> resource, Method method, List<Operation> found) {
    for (Annotation annotation : method.getAnnotations()) {
      HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
      if (http != null) {
        Path path = method.getAnnotation(Path.class);
        String template =
            resource.getAnnotation(Path.class).value() + "/" + (path == null ? "" : path.value());
        found.add(new Operation(plain(template), patternOf(template), http.value()));
      }
    }
  }

  private static int literals(String template) {
    return PARAMETER.matcher(template).replaceAll("").length();
  }

  private static String plain(String template) {
    return ("/" + template).replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
  }

  static Pattern patternOf(String template) {
    String path = plain(template);
    StringBuilder pattern = new StringBuilder();
    java.util.regex.Matcher parameter = PARAMETER.matcher(path);
    int end = 0;
    while (parameter.find()) {
      pattern.append(Pattern.quote(path.substring(end, parameter.start())));
      pattern.append(
          parameter.group(1) == null ? "[^/]+" : "(?:" + parameter.group(1).strip() + ")");
      end = parameter.end();
    }
    return Pattern.compile(pattern + Pattern.quote(path.substring(end)) + "/?");
  }
}
