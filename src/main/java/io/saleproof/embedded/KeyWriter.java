package io.saleproof.embedded;

import de.bwaldvogel.mongo.backend.Missing;
import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.bson.ObjectId;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Writes values as {@link Key}s. Follows the server's own notion of equality: null and absent are
 * the same, numbers are compared as doubles (whole numbers that no double holds stay themselves),
 * the order of a document's fields counts.
 */
final class KeyWriter {
  private static final byte NULL = 0x05;
  private static final byte NUMBER = 0x10;
  private static final byte STRING = 0x20;
  private static final byte DOCUMENT = 0x30;
  private static final byte LIST = 0x40;
  private static final byte OBJECT_ID = 0x50;
  private static final byte UUID_VALUE = 0x58;
  private static final byte BOOLEAN = 0x60;
  private static final byte INSTANT = 0x70;
  private static final byte OTHER = 0x7f;

  private static final byte END = 0x01;
  private static final byte MORE = 0x02;
  private static final byte ESCAPED_ZERO = (byte) 0xff;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  private KeyWriter() {}

  static Key keyOf(@Nullable Object value) {
    KeyWriter writer = new KeyWriter();
    writer.write(value);
    return new Key(writer.out.toByteArray());
  }

  /** The values of a compound key, one after the other. */
  static Key keyOfAll(Iterable<?> values) {
    KeyWriter writer = new KeyWriter();
    values.forEach(writer::write);
    return new Key(writer.out.toByteArray());
  }

  /**
   * Whether a query for this very value can be answered by looking it up: null also asks for what
   * is absent, documents may hold operators, lists match as a whole or by element, and not-a-number
   * has many spellings.
   */
  static boolean canBeLookedUp(@Nullable Object value) {
    return value instanceof String
        || value instanceof Boolean
        || value instanceof ObjectId
        || value instanceof Instant
        || value instanceof UUID
        || (value instanceof Number number && !Double.isNaN(number.doubleValue()));
  }

  private void write(@Nullable Object value) {
    if (value == null || value instanceof Missing) {
      out.write(NULL);
    } else if (value instanceof Number number) {
      writeNumber(number);
    } else if (value instanceof String string) {
      out.write(STRING);
      writeString(string);
    } else if (value instanceof Map<?, ?> document) {
      writeDocument(document);
    } else if (value instanceof Collection<?> list) {
      writeList(list);
    } else {
      writeScalar(value);
    }
  }

  private void writeScalar(Object value) {
    switch (value) {
      case ObjectId id -> {
        out.write(OBJECT_ID);
        out.writeBytes(id.toByteArray());
      }
      case UUID id -> {
        out.write(UUID_VALUE);
        writeLong(id.getMostSignificantBits());
        writeLong(id.getLeastSignificantBits());
      }
      case Boolean flag -> {
        out.write(BOOLEAN);
        out.write(flag ? 1 : 0);
      }
      case Instant instant -> {
        out.write(INSTANT);
        writeLong(instant.toEpochMilli() ^ Long.MIN_VALUE);
      }
      default -> writeOther(value);
    }
  }

  private void writeNumber(Number number) {
    out.write(NUMBER);
    double asDouble = number.doubleValue() == 0.0 ? 0.0 : number.doubleValue();
    long bits = Double.doubleToLongBits(asDouble);
    writeLong(bits < 0 ? ~bits : bits ^ Long.MIN_VALUE);
    if (number instanceof Long whole && whole != (long) asDouble) {
      out.write(MORE);
      writeLong(whole ^ Long.MIN_VALUE);
    } else {
      out.write(END);
    }
  }

  /** Zero bytes are escaped, so that the end mark cannot occur inside. */
  private void writeString(String string) {
    for (byte b : string.getBytes(StandardCharsets.UTF_8)) {
      out.write(b);
      if (b == 0) {
        out.write(ESCAPED_ZERO);
      }
    }
    out.write(0);
    out.write(END);
  }

  private void writeDocument(Map<?, ?> document) {
    out.write(DOCUMENT);
    document.forEach(
        (field, value) -> {
          out.write(MORE);
          writeString(field.toString());
          write(value);
        });
    out.write(END);
  }

  private void writeList(Collection<?> list) {
    out.write(LIST);
    for (Object element : list) {
      out.write(MORE);
      write(element);
    }
    out.write(END);
  }

  /** Binary data, timestamps and the like: as BSON, which begins with its own length. */
  private void writeOther(Object value) {
    ByteBuf bson = Unpooled.buffer();
    BsonEncoder.encodeDocument(new Document("", value), bson);
    out.write(OTHER);
    out.writeBytes(ByteBufUtil.getBytes(bson));
  }

  private void writeLong(long value) {
    out.writeBytes(ByteBuffer.allocate(Long.BYTES).putLong(value).array());
  }
}
