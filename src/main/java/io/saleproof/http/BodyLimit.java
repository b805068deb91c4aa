package io.saleproof.http;

import jakarta.inject.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * Bounds bodies that come without saying how long they are. Resources that take a stream bound what
 * they hold themselves.
 */
@jakarta.ws.rs.ext.Provider
public final class BodyLimit implements ReaderInterceptor {

  /** Not asked before the first body: interceptors are made before the settings are read. */
  private final Provider<HttpLimits> limits;

  BodyLimit(Provider<HttpLimits> limits) {
    this.limits = limits;
  }

  @Override
  public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
    if (context.getType() != InputStream.class) {
      context.setInputStream(new Bounded(context.getInputStream(), limits.get().maxBodyBytes()));
    }
    return context.proceed();
  }

  /** A stream that refuses to be longer than a limit. */
  static final class Bounded extends FilterInputStream {

    private final long limit;
    private long read;

    Bounded(InputStream in, long limit) {
      super(in);
      this.limit = limit;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      count(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
      int count = super.read(buffer, offset, length);
      count(Math.max(count, 0));
      return count;
    }

    @Override
    public long skip(long count) throws IOException {
      long skipped = super.skip(count);
      count(skipped);
      return skipped;
    }

    /** Closing the server's stream would read it to its end; what is unread is cut off instead. */
    @Override
    public void close() {}

    private void count(long bytes) {
      read += bytes;
      if (read > limit) {
        throw Admission.tooLarge(limit).asException();
      }
    }
  }
}
