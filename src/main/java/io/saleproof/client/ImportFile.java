package io.saleproof.client;

import java.io.BufferedInputStream;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Locale;
import java.util.zip.GZIPInputStream;

/**
 * A file to be imported; its name says what it is.
 *
 * @param contentType of what it holds, unpacked
 * @param lines how many it has, so that progress has a goal
 */
record ImportFile(Path path, String contentType, boolean gzip, long lines) {

  private static final int BUFFER_BYTES = 1 << 16;

  /** Reads through the file once, to count its lines. */
  static ImportFile of(Path path) {
    String name = path.getFileName().toString().toLowerCase(Locale.ROOT);
    boolean gzip = name.endsWith(".gz");
    String type = typeOf(gzip ? name.substring(0, name.length() - ".gz".length()) : name);
    try (InputStream in = open(path, gzip)) {
      return new ImportFile(path, type, gzip, count(in));
    } catch (IOException broken) {
      throw Failure.of(path + " can't be read: " + broken.getMessage() + ".");
    }
  }

  private static String typeOf(String name) {
    if (name.endsWith(".csv")) {
      return "text/csv";
    }
    if (name.endsWith(".ndjson") || name.endsWith(".jsonl")) {
      return "application/x-ndjson";
    }
    throw Failure.misuse("The name must end in .csv or .ndjson, with or without .gz: " + name);
  }

  static InputStream open(Path path, boolean gzip) throws IOException {
    InputStream file = new FileInputStream(path.toFile());
    try {
      return gzip
          ? new GZIPInputStream(file, BUFFER_BYTES)
          : new BufferedInputStream(file, BUFFER_BYTES);
    } catch (IOException notGzip) {
      file.close();
      throw notGzip;
    }
  }

  private static long count(InputStream in) throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long lines = 0;
    byte last = '\n';
    int read;
    while ((read = in.read(buffer)) >= 0) {
      for (int i = 0; i < read; i++) {
        lines += buffer[i] == '\n' ? 1 : 0;
        last = buffer[i];
      }
    }
    return last == '\n' ? lines : lines + 1;
  }
}
