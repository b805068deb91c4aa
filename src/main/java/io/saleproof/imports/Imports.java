package io.saleproof.imports;

import com.mongodb.MongoException;
import io.saleproof.http.HttpLimits;
import io.saleproof.http.Problem;
import io.saleproof.http.ProblemCode;
import io.saleproof.http.ProblemException;
import io.saleproof.store.StoreFaults;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Runs imports: rows from an {@link Upload} into an {@link ImportSink}, and the answer line by
 * line.
 *
 * <p>The last line is always a {@code summary} of what was stored. If the import ended before the
 * upload did, the line before it is an {@code error} that says why.
 */
@ApplicationScoped
public class Imports {

  private static final Logger LOG = Logger.getLogger(Imports.class);

  private final Clock clock;
  private final HttpLimits limits;

  Imports(Clock clock, HttpLimits limits) {
    this.clock = clock;
    this.limits = limits;
  }

  /** The answer whose writing is the import. */
  public StreamingOutput run(Upload upload, ImportSink sink) {
    return out -> run(upload, sink, out);
  }

  void run(Upload upload, ImportSink sink, OutputStream out) {
    ImportAnswer answer = new ImportAnswer(out);
    try {
      readAll(upload, sink, answer);
      sink.finish(answer);
    } catch (UncheckedIOException clientGone) {
      LOG.infof("import ended after %d lines: the client has gone", upload.lines());
      throw clientGone;
    } catch (RuntimeException failure) {
      Problem problem = problemOf(failure, upload.lines());
      answer.error(problem.code().code(), problem.detail());
    }
    answer.summary(sink.summary(answer));
  }

  private void readAll(Upload upload, ImportSink sink, ImportAnswer answer) {
    Instant deadline = clock.instant().plus(limits.importTimeout());
    Row row;
    while ((row = upload.next()) != null) {
      accept(row, sink, answer);
      answer.progress(upload.lines());
      if (clock.instant().isAfter(deadline)) {
        answer.error(
            ProblemCode.REQUEST_TIMEOUT.code(),
            "The import took longer than " + limits.importTimeout());
        return;
      }
    }
  }

  private static void accept(Row row, ImportSink sink, ImportAnswer answer) {
    switch (row) {
      case Row.Data data -> {
        try {
          sink.take(data, answer);
        } catch (ProblemException refusal) {
          answer.refused(data.line(), refusal.problem());
        }
      }
      case Row.Refused(long line, String code, String detail) -> answer.refused(line, code, detail);
      case Row.CutOff(long line, String code, String detail) ->
          answer.error(code, detail + ", after line " + line);
    }
  }

  private static Problem problemOf(RuntimeException failure, long line) {
    @Nullable Problem known =
        failure instanceof MongoException mongo ? StoreFaults.problemOf(mongo, true) : null;
    LOG.errorf(failure, "import failed near line %d", line);
    return known == null
        ? Problem.of(ProblemCode.INTERNAL_ERROR, "The import failed near line " + line)
        : known;
  }
}
