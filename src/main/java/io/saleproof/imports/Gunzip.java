package io.saleproof.imports;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

/**
 * Unpacks gzip as it streams, and stops at what expands as no real file does: past {@value
 * #FREE_BYTES} bytes, more than {@value #MAX_RATIO} bytes for each one received.
 */
final class Gunzip extends FilterInputStream {

  static final long FREE_BYTES = 64L << 20;
  static final long MAX_RATIO = 200;

  private static final int BUFFER_BYTES = 1 << 16;

  private final Counting packed;
  private long unpacked;

  /** The upload expands too far. */
  static final class Bomb extends IOException {
    private static final long serialVersionUID = 1L;
  }

  private Gunzip(Counting packed) throws IOException {
    super(new GZIPInputStream(packed, BUFFER_BYTES));
    this.packed = packed;
  }

  /**
   * @throws IOException if the stream doesn't begin as gzip
   */
  static InputStream open(InputStream body) throws IOException {
    return new Gunzip(new Counting(body));
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = super.read(target, offset, length);
    unpacked += Math.max(0, read);
    if (unpacked > FREE_BYTES && unpacked / MAX_RATIO > packed.count) {
      throw new Bomb();
    }
    return read;
  }

  private static final class Counting extends FilterInputStream {
    private long count;

    Counting(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count += read < 0 ? 0 : 1;
      return read;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int read = super.read(target, offset, length);
      count += Math.max(0, read);
      return read;
    }

    @Override
    public int available() throws IOException {
      // GZIPInputStream looks for a further member only if it believes that something follows;
      // a network stream may say 0 between two packets.
      return Math.max(1, super.available());
    }
  }
}
