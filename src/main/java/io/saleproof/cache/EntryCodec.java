package io.saleproof.cache;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * What Redis keeps of an entry beside its bytes, which it keeps as they are. The first bytes of the
 * meta data, {@link #identity}, tell one loading of a thing from another.
 */
final class EntryCodec {

  /** Raised with every change of the form, so that versions of the program can share a Redis. */
  private static final byte FORM = 1;

  private static final int IDENTITY_BYTES = 1 + 8 + 1 + 8 + 8;
  private static final int FIXED_BYTES = IDENTITY_BYTES + 8 + 8 + 2 + 4;
  private static final int NONE = -1;

  private EntryCodec() {}

  /** The stamp as text whose order is that of {@link Stamp#precedes}. */
  static String order(Stamp stamp) {
    return HexFormat.of().toHexDigits(stamp.version()) + (stamp.absent() ? '1' : '0');
  }

  static byte[] meta(Entry entry) {
    byte[] tag = entry.tag().getBytes(StandardCharsets.UTF_8);
    String next = entry.next();
    byte[] cursor = next == null ? new byte[0] : next.getBytes(StandardCharsets.UTF_8);
    ByteBuffer meta = ByteBuffer.allocate(FIXED_BYTES + tag.length + cursor.length);
    meta.put(FORM)
        .putLong(entry.stamp().version())
        .put((byte) (entry.absent() ? 1 : 0))
        .putLong(entry.stamp().covers())
        .putLong(entry.loadedAt())
        .putLong(entry.since())
        .putLong(entry.freshUntil())
        .putShort((short) tag.length)
        .putInt(next == null ? NONE : cursor.length)
        .put(tag)
        .put(cursor);
    return meta.array();
  }

  /** Tells this loading of the thing from others; nothing, for no entry. */
  static byte[] identity(@Nullable Entry entry) {
    return entry == null ? new byte[0] : Arrays.copyOf(meta(entry), IDENTITY_BYTES);
  }

  /** The entry; null if these are none, such as those of another version of this program. */
  static @Nullable Entry entry(
      String name, byte @Nullable [] meta, byte @Nullable [] body, byte @Nullable [] gzip) {
    if (meta == null || body == null || meta.length < FIXED_BYTES || meta[0] != FORM) {
      return null;
    }
    try {
      ByteBuffer in = ByteBuffer.wrap(meta, 1, meta.length - 1);
      long version = in.getLong();
      boolean absent = in.get() != 0;
      Stamp stamp = new Stamp(version, absent, in.getLong());
      long loadedAt = in.getLong();
      long since = in.getLong();
      long freshUntil = in.getLong();
      int tagLength = Short.toUnsignedInt(in.getShort());
      int nextLength = in.getInt();
      String tag = text(in, tagLength);
      String next = nextLength == NONE ? null : text(in, nextLength);
      return new Entry(name, stamp, since, loadedAt, freshUntil, body, gzip, tag, next);
    } catch (BufferUnderflowException | NegativeArraySizeException damaged) {
      return null;
    }
  }

  private static String text(ByteBuffer in, int length) {
    if (length > in.remaining()) {
      throw new BufferUnderflowException();
    }
    byte[] bytes = new byte[length];
    in.get(bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }
}
