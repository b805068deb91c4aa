package io.saleproof.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.BsonConstants;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.Set;

/**
 * Reads some of the fields of an encoded document and steps over the others, which makes a scan by
 * a few fields several times as fast. See bsonspec.org for the lengths.
 */
final class BsonFields {
  private BsonFields() {}

  static Document decode(byte[] bson, Set<String> wanted) {
    ByteBuf in = Unpooled.wrappedBuffer(bson);
    in.skipBytes(Integer.BYTES);
    Document document = new Document();
    for (byte type = in.readByte();
        type != BsonConstants.TERMINATING_BYTE && document.size() < wanted.size();
        type = in.readByte()) {
      String name = BsonDecoder.decodeCString(in);
      if (wanted.contains(name)) {
        document.put(name, BsonDecoder.decodeValue(type, in));
      } else {
        skip(type, in);
      }
    }
    return document;
  }

  private static void skip(byte type, ByteBuf in) {
    switch (type) {
      case BsonConstants.TYPE_UNDEFINED,
          BsonConstants.TYPE_NULL,
          BsonConstants.TYPE_MIN_KEY,
          BsonConstants.TYPE_MAX_KEY -> {}
      case BsonConstants.TYPE_BOOLEAN -> in.skipBytes(1);
      case BsonConstants.TYPE_INT32 -> in.skipBytes(Integer.BYTES);
      case BsonConstants.TYPE_DOUBLE,
          BsonConstants.TYPE_INT64,
          BsonConstants.TYPE_UTC_DATETIME,
          BsonConstants.TYPE_TIMESTAMP ->
          in.skipBytes(Long.BYTES);
      case BsonConstants.TYPE_OBJECT_ID -> in.skipBytes(BsonConstants.LENGTH_OBJECTID);
      case BsonConstants.TYPE_DECIMAL128 -> in.skipBytes(2 * Long.BYTES);
      case BsonConstants.TYPE_EMBEDDED_DOCUMENT, BsonConstants.TYPE_ARRAY ->
          in.skipBytes(in.readIntLE() - Integer.BYTES);
      case BsonConstants.TYPE_UTF8_STRING, BsonConstants.TYPE_JAVASCRIPT_CODE ->
          in.skipBytes(in.readIntLE());
      case BsonConstants.TYPE_DATA -> in.skipBytes(in.readIntLE() + 1);
      default -> BsonDecoder.decodeValue(type, in);
    }
  }
}
