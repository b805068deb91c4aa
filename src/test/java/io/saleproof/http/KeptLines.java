package io.saleproof.http;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jboss.logmanager.ExtLogRecord;
import org.jboss.logmanager.Level;
import org.jspecify.annotations.Nullable;

/** The lines that a log gets from here on, from INFO up, with their fields; until it is closed. */
public final class KeptLines implements AutoCloseable {

  private final List<ExtLogRecord> lines = new CopyOnWriteArrayList<>();
  private final Handler handler = new Keeping(lines);
  private final Logger log;
  private final java.util.logging.@Nullable Level before;

  private KeptLines(String category) {
    log = Logger.getLogger(category);
    before = log.getLevel();
    if (!log.isLoggable(Level.INFO)) {
      log.setLevel(Level.INFO);
    }
    log.addHandler(handler);
  }

  /** One for each request. */
  public static KeptLines ofRequests() {
    return new KeptLines(RequestLog.CATEGORY);
  }

  /** Of every category that is not kept back by its own level. */
  public static KeptLines ofAll() {
    return new KeptLines("");
  }

  /** So far. */
  public List<ExtLogRecord> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void close() {
    log.removeHandler(handler);
    log.setLevel(before);
  }

  /** Copies the fields, which are gone once the line is written. */
  private static final class Keeping extends Handler {

    private final List<ExtLogRecord> lines;

    private Keeping(List<ExtLogRecord> lines) {
      this.lines = lines;
    }

    @Override
    public void publish(LogRecord line) {
      ExtLogRecord copy = ExtLogRecord.wrap(line);
      copy.copyMdc();
      lines.add(copy);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
