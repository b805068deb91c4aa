package io.saleproof.imports;

import io.saleproof.http.FieldError;
import io.saleproof.http.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The columns that a CSV file must and may have. Names are compared without regard to case, spaces
 * and their order in the file.
 *
 * @param required columns without which the file is refused
 * @param optional further columns; any other is refused, because its content would be lost
 * @param aliases other names of columns, as they stand in files of other sources
 */
public record Columns(Set<String> required, Set<String> optional, Map<String, String> aliases) {

  /** Where each column stands in one file. */
  public record Header(List<String> names) {
    public Header {
      names = List.copyOf(names);
    }

    int indexOf(String column) {
      return names.indexOf(column);
    }
  }

  public Columns {
    required = Set.copyOf(required);
    optional = Set.copyOf(optional);
    aliases = Map.copyOf(aliases);
  }

  public static Columns of(Set<String> required, Set<String> optional) {
    return new Columns(required, optional, Map.of());
  }

  /**
   * Reads the header line of a file.
   *
   * @throws io.saleproof.http.ProblemException 400 that names each missing, unknown or doubled
   *     column
   */
  Header header(List<String> fields) {
    List<FieldError> errors = new ArrayList<>();
    List<String> names = new ArrayList<>();
    for (String field : fields) {
      String name = nameOf(field);
      if (name == null) {
        errors.add(FieldError.parameter(field.strip(), "is not a column of this import"));
      } else if (names.contains(name)) {
        errors.add(FieldError.parameter(name, "stands in the header twice"));
      }
      names.add(String.valueOf(name));
    }
    required.stream()
        .filter(name -> !names.contains(name))
        .sorted()
        .forEach(name -> errors.add(FieldError.parameter(name, "is missing from the header")));
    if (!errors.isEmpty()) {
      throw Problem.invalid(errors).asException();
    }
    return new Header(names);
  }

  private @Nullable String nameOf(String field) {
    String folded = fold(field);
    for (Set<String> names : List.of(required, optional)) {
      for (String name : names) {
        if (fold(name).equals(folded)) {
          return name;
        }
      }
    }
    for (Map.Entry<String, String> alias : aliases.entrySet()) {
      if (fold(alias.getKey()).equals(folded)) {
        return alias.getValue();
      }
    }
    return null;
  }

  private static String fold(String name) {
    return name.replace(" ", "").toLowerCase(Locale.ROOT);
  }
}
