package io.saleproof.embedded;

import de.bwaldvogel.mongo.bson.Document;
import de.bwaldvogel.mongo.wire.bson.BsonDecoder;
import de.bwaldvogel.mongo.wire.bson.BsonEncoder;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Set;

/**
 * A document as it is kept: its BSON, which never changes. Whoever reads gets a copy of their own,
 * so that an answer can be encoded while the next update is already under way.
 */
final class StoredDocument {
  private final byte[] bson;

  StoredDocument(byte[] bson) {
    this.bson = bson;
  }

  static StoredDocument of(Document document) {
    ByteBuf buffer = Unpooled.buffer();
    BsonEncoder.encodeDocument(document, buffer);
    return new StoredDocument(ByteBufUtil.getBytes(buffer));
  }

  static Document decode(byte[] bson) {
    return BsonDecoder.decodeBson(Unpooled.wrappedBuffer(bson));
  }

  byte[] bson() {
    return bson;
  }

  /** A copy that belongs to the caller. */
  Document copy() {
    return decode(bson);
  }

  /** A copy that has only these fields, of those that are there; the rest is not decoded. */
  Document only(Set<String> fields) {
    return BsonFields.decode(bson, fields);
  }
}
