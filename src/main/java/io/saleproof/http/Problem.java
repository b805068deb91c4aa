package io.saleproof.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * An RFC 9457 problem before it is bound to a request: its code, a sentence for this occurrence,
 * and the members a client needs to go on ({@code errors}, {@code currentETag}, {@code lines},
 * {@code retryAfter} …). Immutable.
 */
public record Problem(ProblemCode code, String detail, Map<String, Object> members) {

  /** The media type of every problem. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final Set<String> OWN =
      Set.of("type", "title", "status", "detail", "instance", "code", "retryable");

  /**
   * @throws IllegalArgumentException if a member would hide one that every problem has
   */
  public Problem {
    members = Map.copyOf(members);
    if (members.keySet().stream().anyMatch(OWN::contains)) {
      throw new IllegalArgumentException("members hide a problem's own: " + members.keySet());
    }
  }

  public static Problem of(ProblemCode code, String detail) {
    return new Problem(code, detail, Map.of());
  }

  /** A 400 that names every wrong field; its detail reads well when there is only one. */
  public static Problem invalid(List<FieldError> errors) {
    FieldError first = errors.getFirst();
    String more = errors.size() == 1 ? "" : " (and " + (errors.size() - 1) + " more)";
    return new Problem(
        ProblemCode.INVALID_REQUEST,
        first.where() + ": " + first.detail() + more,
        Map.of("errors", List.copyOf(errors)));
  }

  public static Problem invalid(FieldError error) {
    return invalid(List.of(error));
  }

  public static Problem notFound(String what) {
    return of(ProblemCode.NOT_FOUND, what + " was not found");
  }

  /** A 412 that tells the current entity tag. */
  public static Problem stale(Etag current) {
    return of(ProblemCode.STALE_VERSION, "The current version is " + current.header())
        .with("currentETag", current.header());
  }

  public Problem with(String member, Object value) {
    Map<String, Object> more = new LinkedHashMap<>(members);
    more.put(member, value);
    return new Problem(code, detail, more);
  }

  /** Says after how many seconds another try is worth it; becomes the Retry-After header too. */
  public Problem retryAfterSeconds(int seconds) {
    return with("retryAfter", seconds);
  }

  public ProblemException asException() {
    return new ProblemException(this);
  }

  /** The members of the JSON answer, in their usual order. */
  public Map<String, Object> toJson(String instance, String requestId) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("type", "urn:saleproof:problem:" + code.code());
    json.put("title", code.title());
    json.put("status", code.status());
    json.put("detail", detail);
    json.put("instance", instance);
    json.put("code", code.code());
    json.put("requestId", requestId);
    json.put("retryable", code.retryable());
    members.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .forEach(member -> json.put(member.getKey(), member.getValue()));
    return json;
  }
}
