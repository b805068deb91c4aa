package io.saleproof.imports;

import java.util.Map;

/**
 * What one import does with its rows; made anew for each upload, used by one thread.
 *
 * <p>It may gather rows and store them in batches, as long as a batch is bounded. Whatever it does
 * must be harmless when the same upload comes again.
 */
public interface ImportSink {

  /**
   * Takes one row.
   *
   * @throws io.saleproof.http.ProblemException the row is refused, with this problem's code and
   *     detail; the import goes on
   */
  void take(Row.Data row, ImportAnswer answer);

  /**
   * Stores what was gathered and not stored yet. Called once after the last row, also after an
   * upload that was cut off; not called when storing itself failed.
   */
  void finish(ImportAnswer answer);

  /** The members of the last line, of what was stored; {@code refused} is added to them. */
  Map<String, Object> summary(ImportAnswer answer);
}
