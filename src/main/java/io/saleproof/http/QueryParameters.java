package io.saleproof.http;

import io.netty.handler.codec.http.QueryStringDecoder;
import jakarta.ws.rs.core.MultivaluedHashMap;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.UriInfo;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The query of a request, each parameter known and given once: a typo is told, not passed over. */
public final class QueryParameters {

  private final Map<String, String> values;

  private QueryParameters(Map<String, String> values) {
    this.values = Map.copyOf(values);
  }

  /**
   * @throws ProblemException 400 that names each parameter that is unknown or given twice
   */
  public static QueryParameters of(UriInfo uri, Set<String> known) {
    return of(uri.getQueryParameters(), known);
  }

  /**
   * The same of a query as it came, for whoever answers before the framework has read it.
   *
   * @param query null without one
   * @throws ProblemException 400, and for what may be read in more than one way
   */
  public static QueryParameters of(@Nullable String query, Set<String> known) {
    if (query != null && query.indexOf(';') >= 0) {
      throw Problem.invalid(FieldError.parameter(";", "is not a parameter of this list"))
          .asException();
    }
    MultivaluedMap<String, String> values = new MultivaluedHashMap<>();
    if (query != null) {
      new QueryStringDecoder(query, StandardCharsets.UTF_8, false)
          .parameters()
          .forEach(values::put);
    }
    return of(values, known);
  }

  static QueryParameters of(MultivaluedMap<String, String> query, Set<String> known) {
    List<FieldError> errors = new ArrayList<>();
    Map<String, String> values = new HashMap<>();
    query.forEach(
        (name, given) -> {
          if (!known.contains(name)) {
            errors.add(FieldError.parameter(name, "is not a parameter of this list"));
          } else if (given.size() > 1) {
            errors.add(FieldError.parameter(name, "may be given only once"));
          } else {
            values.put(name, given.getFirst());
          }
        });
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).asException();
    }
    return new QueryParameters(values);
  }

  public @Nullable String get(String name) {
    return values.get(name);
  }
}
