package io.saleproof.cache;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** Compresses a body once, for all who will be sent it. */
final class Gzip {

  /** Below, a packet is a packet. */
  static final int SMALLEST = 1_024;

  private Gzip() {}

  /** The body compressed; null if that isn't worth it. */
  static byte @Nullable [] of(byte[] body) {
    if (body.length < SMALLEST) {
      return null;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 2);
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write(body);
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return bytes.size() < body.length ? bytes.toByteArray() : null;
  }
}
