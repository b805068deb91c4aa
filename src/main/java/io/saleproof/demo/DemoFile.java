package io.saleproof.demo;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** A compressed text file that this build carries. */
record DemoFile(String name) {

  InputStream open() throws IOException {
    InputStream packed = DemoFile.class.getResourceAsStream("/demo/" + name);
    if (packed == null) {
      throw new IOException("this build lacks demo/" + name);
    }
    return new GZIPInputStream(packed);
  }

  BufferedReader reader() throws IOException {
    return new BufferedReader(new InputStreamReader(open(), StandardCharsets.UTF_8));
  }

  /** How many lines it has, so that progress can be told; the files are small. */
  long lines() throws IOException {
    try (BufferedReader reader = reader()) {
      return reader.lines().count();
    }
  }
}
