package io.saleproof.client;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A command line read: options with a value ({@code --url X} or {@code --url=X}), switches, and one
 * file. Every reading method throws {@link Failure} with a sentence that names the option.
 */
record CommandLine(Map<String, String> values, Set<String> switches, List<String> files) {

  /** Where a shop listens unless told otherwise. */
  static final String DEFAULT_URL = "http://localhost:8080";

  /** The environment's variable for the token, so that it need not stand in the process list. */
  static final String TOKEN_VARIABLE = "SALEPROOF_TOKEN";

  CommandLine {
    values = Map.copyOf(values);
    switches = Set.copyOf(switches);
    files = List.copyOf(files);
  }

  static CommandLine parse(Set<String> withValue, Set<String> switches, String... arguments) {
    Map<String, String> values = new HashMap<>();
    Set<String> set = new HashSet<>();
    List<String> files = new ArrayList<>();
    for (int i = 0; i < arguments.length; i++) {
      String argument = arguments[i];
      int equals = argument.indexOf('=');
      String name = equals < 0 ? argument : argument.substring(0, equals);
      if (!argument.startsWith("--")) {
        files.add(argument);
      } else if (switches.contains(argument)) {
        set.add(argument);
      } else if (!withValue.contains(name)) {
        throw Failure.misuse("There is no option '" + name + "'.");
      } else if (equals >= 0) {
        values.put(name, argument.substring(equals + 1));
      } else if (++i < arguments.length) {
        values.put(name, arguments[i]);
      } else {
        throw Failure.misuse(name + " needs a value.");
      }
    }
    return new CommandLine(values, set, files);
  }

  boolean has(String option) {
    return switches.contains(option);
  }

  Optional<String> value(String option) {
    return Optional.ofNullable(values.get(option));
  }

  long number(String option, long otherwise, long least, long most) {
    String text = values.get(option);
    if (text == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(text);
      if (number >= least && number <= most) {
        return number;
      }
    } catch (NumberFormatException notOne) {
      // The same sentence as for one out of range.
    }
    throw Failure.misuse(
        "%s must be a number from %d to %d, not '%s'.".formatted(option, least, most, text));
  }

  /** For commands that read no file. */
  void expectNoFile() {
    if (!files.isEmpty()) {
      throw Failure.misuse("What is '" + files.getFirst() + "' for?");
    }
  }

  /** The one file to read. */
  Path file() {
    if (files.size() != 1) {
      throw Failure.misuse(
          files.isEmpty() ? "Which file?" : "One file at a time, not " + files.size() + ".");
    }
    Path file = Path.of(files.getFirst());
    if (!Files.exists(file)) {
      throw Failure.of("There is no file " + file + ".");
    }
    if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
      throw Failure.of(file + " is not a file that can be read.");
    }
    return file;
  }

  /** The shop's address, without a slash at its end. */
  URI url() {
    String text = value("--url").orElse(DEFAULT_URL).replaceAll("/+$", "");
    try {
      URI url = URI.create(text);
      if (url.getHost() != null && Set.of("http", "https").contains(url.getScheme())) {
        return url;
      }
    } catch (IllegalArgumentException malformed) {
      // The same sentence as for another kind of address.
    }
    throw Failure.misuse("--url must be an http or https address, not '" + text + "'.");
  }

  @Nullable String token(Map<String, String> environment) {
    String token = value("--token").orElse(environment.get(TOKEN_VARIABLE));
    if (token == null || token.isBlank()) {
      return null;
    }
    if (!token.strip().matches("[\\x21-\\x7E]+")) {
      throw Failure.misuse("The token has characters that no token has.");
    }
    return token.strip();
  }
}
