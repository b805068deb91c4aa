package io.saleproof.server;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The environment, read with checks. A blank value counts as none. Whatever is missing or malformed
 * ends in a {@link SettingMistake} that names the variable.
 */
public record Variables(Map<String, String> values) {

  private static final int MAX_PORT = 65_535;
  private static final int MAX_DIGITS = 9;

  public Variables {
    values = Map.copyOf(values);
  }

  public Optional<String> text(String name) {
    @Nullable String value = values.get(name);
    return value == null || value.isBlank() ? Optional.empty() : Optional.of(value.strip());
  }

  /**
   * @param why what the variable is for, as the end of a sentence
   */
  public String required(String name, String why) {
    return text(name).orElseThrow(() -> new SettingMistake(name + " must be set: " + why + "."));
  }

  /** A whole number within bounds. */
  public int number(String name, int least, int most, int otherwise) {
    return text(name).map(value -> parse(name, value, least, most)).orElse(otherwise);
  }

  /** The port of the listener, {@code HTTP_PORT}. */
  public int port(int otherwise) {
    return number("HTTP_PORT", 1, MAX_PORT, otherwise);
  }

  /** A switch, {@code true} or {@code false}. */
  public boolean flag(String name, boolean otherwise) {
    String value = text(name).orElse(Boolean.toString(otherwise)).toLowerCase(Locale.ROOT);
    if (!Set.of("true", "false").contains(value)) {
      throw new SettingMistake(name + " must be 'true' or 'false', not '" + value + "'.");
    }
    return Boolean.parseBoolean(value);
  }

  public Path folder(String name, String otherwise) {
    String value = text(name).orElse(otherwise);
    try {
      return Path.of(value).toAbsolutePath().normalize();
    } catch (InvalidPathException wrong) {
      throw new SettingMistake(name + " must be a folder, not '" + value + "'.");
    }
  }

  /**
   * An {@code http} address of a host and a port, without a path, as {@code host:port} or {@code
   * http://host:port}.
   */
  public Optional<URI> address(String name) {
    return text(name).map(value -> addressOf(name, value));
  }

  private static URI addressOf(String name, String value) {
    try {
      URI uri = new URI(value.contains("://") ? value : "http://" + value);
      boolean bare = uri.getRawPath().isEmpty() || uri.getRawPath().equals("/");
      if ("http".equals(uri.getScheme())
          && uri.getHost() != null
          && uri.getPort() >= 1
          && uri.getPort() <= MAX_PORT
          && uri.getRawUserInfo() == null
          && uri.getRawQuery() == null
          && bare) {
        return URI.create("http://" + uri.getRawAuthority());
      }
    } catch (URISyntaxException wrong) {
      // Falls through to the one sentence.
    }
    throw new SettingMistake(
        name + " must be an address such as http://host:8080, not '" + value + "'.");
  }

  private static int parse(String name, String value, int least, int most) {
    if (value.matches("[0-9]{1," + MAX_DIGITS + "}")) {
      int number = Integer.parseInt(value);
      if (number >= least && number <= most) {
        return number;
      }
    }
    throw new SettingMistake(
        name + " must be a number from " + least + " to " + most + ", not '" + value + "'.");
  }
}
