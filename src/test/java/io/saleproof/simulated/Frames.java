package io.saleproof.simulated;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** The wire protocol, as far as drivers of today use it: OP_MSG, and OP_QUERY for a first hello. */
final class Frames {

  private static final int HEADER_BYTES = 16;
  private static final int MAX_BYTES = 48_000_000;
  private static final int OP_REPLY = 1;
  private static final int OP_QUERY = 2004;
  private static final int OP_MSG = 2013;
  private static final int MORE_TO_COME = 2;
  private static final int AWAIT_CAPABLE = 8;
  private static final byte BODY = 0;
  private static final byte SEQUENCE = 1;

  private Frames() {}

  /**
   * A message of a client.
   *
   * @param answered whether the client waits for an answer
   */
  record Frame(int id, boolean old, boolean answered, String database, Document body) {}

  /**
   * @throws EOFException if the client has gone
   */
  static Frame read(DataInputStream in) throws IOException {
    ByteBuf header = Unpooled.wrappedBuffer(in.readNBytes(HEADER_BYTES));
    if (header.readableBytes() < HEADER_BYTES) {
      throw new EOFException();
    }
    int length = header.readIntLE();
    int id = header.readIntLE();
    header.skipBytes(Integer.BYTES);
    int operation = header.readIntLE();
    if (length < HEADER_BYTES || length > MAX_BYTES) {
      throw new IOException("a message of " + length + " bytes");
    }
    ByteBuf message = Unpooled.wrappedBuffer(in.readNBytes(length - HEADER_BYTES));
    return switch (operation) {
      case OP_QUERY -> query(id, message);
      case OP_MSG -> message(id, message);
      default -> throw new IOException("operation " + operation + " is not simulated");
    };
  }

  private static Frame query(int id, ByteBuf message) {
    message.skipBytes(Integer.BYTES);
    String namespace = BsonDecoder.decodeCString(message);
    message.skipBytes(2 * Integer.BYTES);
    String database = namespace.substring(0, namespace.indexOf('.'));
    return new Frame(id, true, true, database, BsonDecoder.decodeBson(message));
  }

  private static Frame message(int id, ByteBuf message) {
    int flags = message.readIntLE();
    Document body = new Document();
    Document sequences = new Document();
    while (message.isReadable()) {
      byte kind = message.readByte();
      switch (kind) {
        case BODY -> body = BsonDecoder.decodeBson(message);
        case SEQUENCE -> readSequence(message, sequences);
        default -> throw new IllegalArgumentException("a section of kind " + kind);
      }
    }
    body.putAll(sequences);
    boolean answered = (flags & MORE_TO_COME) == 0;
    return new Frame(id, false, answered, (String) body.get("$db"), body);
  }

  private static void readSequence(ByteBuf message, Document into) {
    int end = message.readerIndex() + message.readIntLE();
    String name = BsonDecoder.decodeCString(message);
    List<Document> documents = new ArrayList<>();
    while (message.readerIndex() < end) {
      documents.add(BsonDecoder.decodeBson(message));
    }
    into.put(name, documents);
  }

  static byte[] answer(Frame asked, Document answer) {
    ByteBuf out = Unpooled.buffer();
    out.writeIntLE(0).writeIntLE(0).writeIntLE(asked.id());
    if (asked.old()) {
      out.writeIntLE(OP_REPLY).writeIntLE(AWAIT_CAPABLE).writeLongLE(0).writeIntLE(0).writeIntLE(1);
    } else {
      out.writeIntLE(OP_MSG).writeIntLE(0).writeByte(BODY);
    }
    BsonEncoder.encodeDocument(answer, out);
    out.setIntLE(0, out.writerIndex());
    return ByteBufUtil.getBytes(out);
  }
}
