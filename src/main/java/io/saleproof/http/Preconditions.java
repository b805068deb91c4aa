package io.saleproof.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The conditional headers of a request (RFC 9110, 13.1), read once.
 *
 * <p>A write names what it expects: {@code If-Match} with a version, {@code If-Match: *} for any,
 * or {@code If-None-Match: *} to create. A read may name what it has.
 */
public record Preconditions(@Nullable String ifMatch, @Nullable String ifNoneMatch) {

  /** At most so many tags of one header are read; a longer list is a client's mistake. */
  static final int MAX_TAGS = 20;

  /** What the tag of the compressed form of a resource ends in. */
  public static final String GZIP = "-gz";

  private static final Pattern TAG = Pattern.compile("\\s*(W/)?\"([^\"]*)\"\\s*(?:,|$)");

  /** What a write expects of the resource. */
  public sealed interface Expected {
    /** It must not exist yet. */
    record Absent() implements Expected {}

    /** It must exist, at whatever version. */
    record Present() implements Expected {}

    /** It must be at one of these versions. */
    record OneOf(Set<Long> versions) implements Expected {
      public OneOf {
        versions = Set.copyOf(versions);
      }
    }

    /** Whether a resource at this version ({@code null}: it does not exist) meets it. */
    default boolean isMetBy(@Nullable Long version) {
      return switch (this) {
        case Absent absent -> version == null;
        case Present present -> version != null;
        case OneOf(Set<Long> versions) -> version != null && versions.contains(version);
      };
    }
  }

  /**
   * What this write expects.
   *
   * @throws ProblemException 428 if the request has neither header, 400 if one is malformed
   */
  public Expected forWrite() {
    if (ifMatch == null && ifNoneMatch == null) {
      throw Problem.of(
              ProblemCode.PRECONDITION_REQUIRED,
              "Send If-Match with the version you read, or If-None-Match: * to create")
          .asException();
    }
    if (ifMatch != null) {
      return expectedOf(ifMatch);
    }
    if ("*".equals(String.valueOf(ifNoneMatch).strip())) {
      return new Expected.Absent();
    }
    throw Problem.invalid(FieldError.header("If-None-Match", "a write allows only *"))
        .asException();
  }

  /** What {@code If-Match} expects where it is optional; {@code null} if it was not sent. */
  public @Nullable Expected optionalIfMatch() {
    return ifMatch == null ? null : expectedOf(ifMatch);
  }

  /** Whether the client has this version already, so that 304 is the answer. */
  public boolean has(Etag current) {
    return has(Long.toString(current.version()));
  }

  /**
   * The same for a tag that is not a version, such as a page's.
   *
   * @param tag the tag without its quotes
   */
  public boolean has(String tag) {
    if (ifNoneMatch == null) {
      return false;
    }
    if ("*".equals(ifNoneMatch.strip())) {
      return true;
    }
    return tags("If-None-Match", ifNoneMatch).contains(tag);
  }

  private static Expected expectedOf(String header) {
    if ("*".equals(header.strip())) {
      return new Expected.Present();
    }
    Set<Long> versions = new TreeSet<>();
    for (String tag : tags("If-Match", header)) {
      versions.add(versionOf(tag));
    }
    return new Expected.OneOf(versions);
  }

  /** A tag that is not one of ours can't be current: it is a version no resource ever has. */
  private static long versionOf(String tag) {
    boolean ours = tag.matches("0|[1-9][0-9]{0,17}");
    return ours ? Long.parseLong(tag) : -1;
  }

  /** Both forms of a resource are of the same state of it. */
  private static String plain(String tag) {
    return tag.endsWith(GZIP) ? tag.substring(0, tag.length() - GZIP.length()) : tag;
  }

  private static List<String> tags(String header, String value) {
    List<String> tags = new ArrayList<>();
    Matcher matcher = TAG.matcher(value);
    int end = 0;
    while (end < value.length() && matcher.find(end) && matcher.start() == end) {
      // A weak tag never matches in If-Match (RFC 9110, 13.1.1) and always may in If-None-Match.
      boolean weak = matcher.group(1) != null;
      tags.add(weak && header.equals("If-Match") ? "weak" : plain(matcher.group(2)));
      end = matcher.end();
      if (tags.size() > MAX_TAGS) {
        break;
      }
    }
    if (end < value.length() || tags.isEmpty()) {
      throw Problem.invalid(
              FieldError.header(
                  header,
                  "must be * or up to "
                      + MAX_TAGS
                      + " entity tags in double quotes, such as \"3\""))
          .asException();
    }
    return tags;
  }
}
