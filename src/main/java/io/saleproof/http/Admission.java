package io.saleproof.http;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which requests are refused by their head alone, before a byte of their body is read: those with
 * an address that can't be one, and those that are larger than allowed.
 */
@ApplicationScoped
public class Admission {

  /** The sum of names and values; the server's own bound on memory is 64 KiB. */
  static final int MAX_HEADER_CHARS = 16_384;

  static final int MAX_URI_CHARS = 8_192;

  private static final Set<HttpMethod> READS = Set.of(HttpMethod.GET, HttpMethod.HEAD);
  private static final List<String> PRECONDITIONS = List.of("If-Match", "If-None-Match");
  private static final String IDEMPOTENCY_KEY = "Idempotency-Key";

  private static final int ASCII = 128;
  private static final boolean[] PLAIN = plain();
  private static final Pattern DIGITS = Pattern.compile("[0-9]{1,18}");

  /**
   * Segments that routing takes away, so that what is decided by how a path begins would be decided
   * about another one.
   */
  private static final Pattern DOTS = Pattern.compile("/\\.{1,2}(?=[/;]|$)");

  private final HttpLimits limits;

  Admission(HttpLimits limits) {
    this.limits = limits;
  }

  /** Why this request is refused; {@code null} if it may go on. */
  @Nullable Problem refusalOf(HttpServerRequest request) {
    if (request.uri().length() > MAX_URI_CHARS) {
      return Problem.of(
          ProblemCode.URI_TOO_LONG,
          "The path and query may have at most " + MAX_URI_CHARS + " characters");
    }
    if (!isAddress(request.uri())) {
      return Problem.of(
          ProblemCode.INVALID_REQUEST,
          "The path and query must be percent-encoded UTF-8, the path without control characters"
              + " and without . and .. as segments, and there must be no fragment");
    }
    if (!isSmall(request)) {
      return Problem.of(
          ProblemCode.HEADERS_TOO_LARGE,
          "The headers may have at most " + MAX_HEADER_CHARS + " characters in all");
    }
    FieldError header = wrongHeader(request);
    if (header != null) {
      return Problem.invalid(header);
    }
    return isImport(request) ? null : refusalOfBody(request);
  }

  /**
   * What guards a write, and is there without saying anything or twice. Frameworks take an empty
   * header for none, and the first of two: a client whose variable was empty would lose its guard
   * without a word.
   */
  private static @Nullable FieldError wrongHeader(HttpServerRequest request) {
    if (READS.contains(request.method())) {
      return null;
    }
    for (String name : PRECONDITIONS) {
      if (request.headers().getAll(name).stream().anyMatch(String::isBlank)) {
        return FieldError.header(name, "must not be empty");
      }
    }
    return request.headers().getAll(IDEMPOTENCY_KEY).size() > 1
        ? FieldError.header(IDEMPOTENCY_KEY, "must be there once")
        : null;
  }

  private @Nullable Problem refusalOfBody(HttpServerRequest request) {
    String encoding = request.getHeader("Content-Encoding");
    if (encoding != null && !encoding.equalsIgnoreCase("identity")) {
      return Problem.of(
          ProblemCode.UNSUPPORTED_MEDIA_TYPE, "Content-Encoding: only imports take gzip");
    }
    String length = request.getHeader("Content-Length");
    if (length == null) {
      return null;
    }
    return DIGITS.matcher(length).matches() && Long.parseLong(length) <= limits.maxBodyBytes()
        ? null
        : tooLarge(limits.maxBodyBytes());
  }

  public static Problem tooLarge(long bytes) {
    return Problem.of(ProblemCode.BODY_TOO_LARGE, "The body may have at most " + bytes + " bytes");
  }

  /** Imports are streams of any length; they bound what they hold, not what they read. */
  static boolean isImport(HttpServerRequest request) {
    return request.method() == HttpMethod.POST && request.path().endsWith("/import");
  }

  /** Whether the headers are no larger than allowed. */
  public static boolean isSmall(HttpServerRequest request) {
    return headerChars(request) <= MAX_HEADER_CHARS;
  }

  private static int headerChars(HttpServerRequest request) {
    int chars = 0;
    for (Map.Entry<String, String> header : request.headers()) {
      chars += header.getKey().length() + header.getValue().length();
    }
    return chars;
  }

  /** Whether every later reader of the address can decode it, and to the same text. */
  public static boolean isAddress(String uri) {
    return isPlain(uri) || isWellFormed(uri);
  }

  /**
   * Whether it is well-formed at a glance, as nearly all are: no escapes, no authority, no segment
   * that begins with a dot, and only characters that may stand in a path and in a query alike.
   */
  private static boolean isPlain(String uri) {
    char before = 0;
    for (int i = 0; i < uri.length(); i++) {
      char c = uri.charAt(i);
      boolean wrong =
          c >= PLAIN.length
              || !PLAIN[c]
              || i == 0 && c != '/'
              || i == 1 && c == '/'
              || before == '/' && c == '.';
      if (wrong) {
        return false;
      }
      before = c;
    }
    return before != 0;
  }

  private static boolean[] plain() {
    boolean[] plain = new boolean[ASCII];
    for (char c = 0; c < ASCII; c++) {
      plain[c] =
          c >= 'a' && c <= 'z'
              || c >= 'A' && c <= 'Z'
              || c >= '0' && c <= '9'
              || "/-._~,:$&+=@!'()*?".indexOf(c) >= 0;
    }
    return plain;
  }

  private static boolean isWellFormed(String uri) {
    try {
      URI parsed = new URI(uri);
      String path = parsed.getRawPath();
      return path != null
          && path.startsWith("/")
          // A gateway that ends the path there would decide about another address than we serve.
          && parsed.getRawFragment() == null
          && uri.chars().allMatch(c -> c > ' ' && c < 0x7f)
          && decoded(path).chars().noneMatch(Character::isISOControl)
          && !DOTS.matcher(decoded(path)).find()
          && (parsed.getRawQuery() == null || decoded(parsed.getRawQuery()) != null);
    } catch (URISyntaxException | CharacterCodingException wrong) {
      return false;
    }
  }

  /** {@link URI} has made sure that every {@code %} is followed by two hexadecimal digits. */
  private static String decoded(String raw) throws CharacterCodingException {
    ByteBuffer bytes = ByteBuffer.allocate(raw.length());
    for (int i = 0; i < raw.length(); i++) {
      if (raw.charAt(i) == '%') {
        bytes.put((byte) Integer.parseInt(raw, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.put((byte) raw.charAt(i));
      }
    }
    return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
  }
}
