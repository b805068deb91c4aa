package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;
import java.util.List;

/** A command that is answered with an error. */
final class CommandFailure extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final int code;
  private final String codeName;
  private final List<String> labels;

  CommandFailure(int code, String message) {
    this(code, Codes.nameOf(code), message);
  }

  CommandFailure(int code, String codeName, String message) {
    this(code, codeName, message, List.of());
  }

  CommandFailure(int code, String codeName, String message, List<String> labels) {
    super(message, null, false, false);
    this.code = code;
    this.codeName = codeName;
    this.labels = List.copyOf(labels);
  }

  int code() {
    return code;
  }

  /** The answer; labelled as retryable if the command was sent so that it can be repeated. */
  Document answer(boolean retryableWrite) {
    Document answer =
        new Document("ok", 0.0)
            .append("errmsg", getMessage())
            .append("code", code)
            .append("codeName", codeName);
    boolean labelled = retryableWrite && Codes.retryable(code);
    List<String> all =
        labelled && !labels.contains(Codes.RETRYABLE_WRITE)
            ? java.util.stream.Stream.concat(
                    labels.stream(), java.util.stream.Stream.of(Codes.RETRYABLE_WRITE))
                .toList()
            : labels;
    return all.isEmpty() ? answer : answer.append("errorLabels", all);
  }
}
